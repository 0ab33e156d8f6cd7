import threading


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


local = threading.local()
local.kept = Named("of main")


def work():
    local.kept = Named("of thread")


thread = threading.Thread(target=work)
thread.start()
thread.join()
print("end")

import threading
import weakref


class Local(threading.local):
    def __init__(self):
        self.value = threading.current_thread().name


local = Local()
local.me = local
seen = []
thread = threading.Thread(target=lambda: seen.append(local.value), name="other")
thread.start()
thread.join()
print(local.value, seen)
weakref.finalize(thread, print, "the thread's object goes")

import signal


class Named:
    def __del__(self):
        print("del")


signal.signal(signal.SIGINT, signal.SIG_IGN)
named = Named()
print("end")

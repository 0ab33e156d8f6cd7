import atexit


class Named:
    def __del__(self):
        print("del")


named = Named()
atexit.register(print, "at exit")
raise KeyboardInterrupt

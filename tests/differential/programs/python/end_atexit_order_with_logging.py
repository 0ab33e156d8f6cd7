import atexit


class Handler:
    level = 0

    def acquire(self): print("acquire")
    def release(self): print("release")
    def flush(self): print("flush")
    def close(self): print("close")


atexit.register(print, "before logging")
import logging
import weakref
atexit.register(print, "after logging")
handler = Handler()
logging._addHandlerRef(handler)

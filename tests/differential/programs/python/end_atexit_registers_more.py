import atexit
import sys


def more():
    print("more", sys.is_finalizing())
    atexit.register(print, "registered while they run")
    atexit.unregister(never)


def never():
    print("never")


atexit.register(never)
atexit.register(more)
atexit.register(atexit._clear)
atexit.register(more)

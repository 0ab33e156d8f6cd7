import atexit


def broken():
    raise ValueError("in atexit")


atexit.register(print, "still called")
atexit.register(broken)

import sys


class Bad:
    def __del__(self):
        raise ValueError("in del")


def hook(unraisable):
    print("unraisable", unraisable.exc_value, unraisable.err_msg)


sys.unraisablehook = hook
bad = Bad()
print("end")

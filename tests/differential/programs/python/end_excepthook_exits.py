import sys


def hook(kind, value, traceback):
    print("hook", kind.__name__)
    sys.exit(17)


sys.excepthook = hook
raise ValueError("x")

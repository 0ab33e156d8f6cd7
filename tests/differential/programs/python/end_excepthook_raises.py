import sys


def hook(kind, value, traceback):
    raise KeyError("in the hook")


sys.excepthook = hook
raise ValueError("x")

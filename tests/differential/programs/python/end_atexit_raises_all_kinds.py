import atexit
import sys


def fail(error):
    print(type(error).__name__)
    raise error


for each in (ValueError("v"), SystemExit(4), KeyboardInterrupt(), SystemExit("text")):
    atexit.register(fail, each)
atexit.register(sys.exit, 7)

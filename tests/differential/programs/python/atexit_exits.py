import atexit
import sys

atexit.register(lambda: print("after"))
atexit.register(lambda: sys.exit(6))

import atexit
import sys

atexit.register(print, "registered first")
atexit.register(print, "registered second", file=sys.stderr)


@atexit.register
def last():
    print("registered last", __name__)
    atexit.register(print, "registered while leaving")


print("end of main")

import atexit
import os
import sys


class Named:
    def __del__(self):
        print("del in", "parent" if os.getpid() == parent else "child", flush=True)


parent = os.getpid()
named = Named()
atexit.register(print, "at exit")
sys.stdout.flush()
if os.fork() == 0:
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
if os.fork() == 0:
    named = None
    raise ValueError("child")
print(os.waitstatus_to_exitcode(os.wait()[1]))

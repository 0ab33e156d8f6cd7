# expect: ok
# says: ^parent ends$
# why: a subreaper of the job's own cannot keep orphans from the cell's end
import ctypes
import os
import time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
for _ in range(5):
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        if os.fork() == 0:
            time.sleep(1000)
        os._exit(0)
print("parent ends")

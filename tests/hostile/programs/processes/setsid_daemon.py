# expect: ok
# says: ^parent ends$
# why: a child in a session of its own ends with the cell
import os
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for fd in range(3):
            os.close(fd)
        time.sleep(1000)
    os._exit(0)
os.wait()
print("parent ends")

# expect: ok
# says: ^parent ends$
# never: child speaks
# limits: {"wall_ms": 5000}
# why: a job is over when its program is, whoever still holds its output
import os
import time
if os.fork() == 0:
    time.sleep(3)
    os.write(1, b"child speaks\n")
    time.sleep(1000)
print("parent ends")

# expect: memory_limit
# limits: {"memory_mb": 64}
# never: went on
# within: 3
# why: a child that dies for the limit is the job's death
import os
import time
if os.fork() == 0:
    data = []
    while len(data) < 1500:
        data.append(bytearray(1 << 20))
    os._exit(0)
os.wait()
time.sleep(0.5)
print("went on")

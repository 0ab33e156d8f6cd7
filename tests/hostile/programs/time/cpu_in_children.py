# expect: time_limit
# reason: cpu
# limits: {"cpu_ms": 500, "wall_ms": 6000}
# why: CPU time of children that still run counts
import os
import time
for _ in range(4):
    if os.fork() == 0:
        while True:
            pass
time.sleep(100)

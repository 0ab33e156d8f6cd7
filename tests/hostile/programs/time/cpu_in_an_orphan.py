# expect: time_limit
# reason: cpu
# limits: {"cpu_ms": 500, "wall_ms": 6000}
# why: work handed to a session of its own is still the job's
import os
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while True:
            pass
    os._exit(0)
os.wait()
time.sleep(100)

# expect: time_limit
# reason: wall
# limits: {"wall_ms": 700}
# why: closed streams are not an end
import os
import time
for fd in (0, 1, 2):
    os.close(fd)
time.sleep(100)

# expect: time_limit
# reason: wall
# limits: {"wall_ms": 1000}
# why: a byte now and then does not extend any limit
import os
import time
while True:
    os.write(1, b".")
    time.sleep(0.01)

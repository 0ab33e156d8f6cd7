# expect: time_limit
# reason: wall
# limits: {"wall_ms": 700}
# why: waiting costs wall time
import time
time.sleep(1000)

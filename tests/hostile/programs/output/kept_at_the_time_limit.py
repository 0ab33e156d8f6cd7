# expect: time_limit
# says: ^before$
# limits: {"wall_ms": 700}
# why: what was written before the end is shown
import time
print("before", flush=True)
time.sleep(100)

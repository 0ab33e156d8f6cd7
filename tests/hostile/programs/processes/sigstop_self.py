# expect: time_limit
# reason: wall
# limits: {"wall_ms": 1000}
# why: a stopped program is ended by its wall time
import os
import signal
os.kill(os.getpid(), signal.SIGSTOP)
print("went on")

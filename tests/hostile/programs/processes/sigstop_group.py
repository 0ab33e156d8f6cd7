# expect: time_limit
# reason: wall
# limits: {"wall_ms": 1000}
# why: stopping everything in reach stops no one who must act
import os
import signal
for _ in range(5):
    if os.fork() == 0:
        signal.pause()
try:
    os.kill(-1, signal.SIGSTOP)
except OSError:
    pass
os.kill(os.getpid(), signal.SIGSTOP)

# expect: time_limit
# reason: wall
# limits: {"wall_ms": 1000}
# why: nothing is asked politely
import signal
import time
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    time.sleep(0.1)

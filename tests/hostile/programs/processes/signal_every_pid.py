# expect: ok
# says: ^held
# env: {"PID": "@PID@", "ENGINE": "@ENGINE_PID@"}
# why: no process of the host or of another container has a number here
import os
reached = []
for pid in [int(os.environ["PID"]), int(os.environ["ENGINE"]), *range(1, 70000)]:
    if pid in (os.getpid(), os.getpgrp()):
        continue
    try:
        os.kill(pid, 9)
        reached.append(pid)
    except OSError:
        pass
print("ESCAPED killed " + str(reached) if reached else "held")

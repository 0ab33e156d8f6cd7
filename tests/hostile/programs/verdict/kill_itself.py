# expect: signalled
# reason: SIGKILL
# why: SIGKILL by hand is no limit of memory or time
import os
import signal
os.kill(os.getpid(), signal.SIGKILL)

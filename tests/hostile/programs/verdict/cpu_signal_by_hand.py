# expect: signalled
# reason: SIGXCPU
# why: the signal of a CPU limit, by hand
import os
import signal
os.kill(os.getpid(), signal.SIGXCPU)

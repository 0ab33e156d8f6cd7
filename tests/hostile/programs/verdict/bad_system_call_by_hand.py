# expect: signalled
# reason: SIGSYS
# why: the signal of a filter, by hand
import os
import signal
os.kill(os.getpid(), signal.SIGSYS)

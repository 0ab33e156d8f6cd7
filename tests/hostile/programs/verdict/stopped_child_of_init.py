# expect: ok
# why: an orphan that is stopped, dead or traced does not confuse the account
import os
import signal
import time
if os.fork() == 0:
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
    os._exit(7)
time.sleep(0.1)
os._exit(0)

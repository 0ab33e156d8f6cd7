# expect: ok
# says: ^all of it$
# within: 2
# why: a daemon that holds both streams, deaf to every signal, ends with its program
import os
import signal
import time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in range(1, 32):
            if number not in (signal.SIGKILL, signal.SIGSTOP):
                signal.signal(number, signal.SIG_IGN)
        while True:
            time.sleep(1)
    os._exit(0)
os.wait()
print("all of it")

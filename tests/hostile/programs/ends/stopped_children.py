# expect: runtime_error
# says: ^all of it$
# within: 2
# why: children that are stopped, with the streams, die like others, and the exit status is the program's
import os
import signal
for _ in range(20):
    if os.fork() == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
print("all of it", flush=True)
os._exit(7)

import os
import signal

try:
    os.kill(os.getpid(), signal.SIGINT)
    print("not reached")
except KeyboardInterrupt:
    print("caught")
os.kill(os.getpid(), signal.SIGINT)
print("not reached")

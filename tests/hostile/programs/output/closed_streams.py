# expect: ok
# why: a program that closes its streams is over when it ends
import os
for fd in (0, 1, 2):
    os.close(fd)
os._exit(0)

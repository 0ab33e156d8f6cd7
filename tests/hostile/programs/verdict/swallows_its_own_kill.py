# expect: time_limit
# reason: wall
# limits: {"wall_ms": 800}
# within: 2
# never: after the end
# why: whatever a program reads from whatever descriptor, it is killed in time
import os
import socket
import time
for fd in range(3, 64):
    try:
        os.fstat(fd)
    except OSError:
        continue
    for _ in range(20):
        if os.fork() == 0:
            s = socket.socket(fileno=fd)
            while True:
                s.recvmsg(4096, 4096)
time.sleep(1.6)
print("after the end", flush=True)
time.sleep(10)

# expect: ok
# says: ^took \d+$
# meanwhile: inotify
# why: instances of inotify are counted for who owns the container, too: root must keep its own
import ctypes
import time
libc = ctypes.CDLL(None)
took = 0
while took < 2000 and libc.inotify_init() >= 0:
    took += 1
print("took", took, flush=True)
time.sleep(0.5)

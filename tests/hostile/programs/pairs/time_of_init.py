# expect: ok
# pair: successive
# with: pair.py
# control: none, its clock cannot be read
# why: the CPU time of pid 1 grows with each orphan that it reaps
import ctypes
import os
import time
import pair


def plant():
    for _ in range(300):
        middle = os.fork()
        if middle == 0:
            os.fork()  # the child of whoever ends next is an orphan
            os._exit(0)
        os.waitpid(middle, 0)
    time.sleep(0.2)


def look():
    clock, got, spec = ctypes.c_int(), [], (ctypes.c_long * 2)()
    pair.libc.clock_getcpuclockid(1, ctypes.byref(clock))
    for kind in range(3):
        clock_id = (clock.value & ~3) | kind
        failed = pair.libc.clock_gettime(clock_id, spec)
        got.append("refused" if failed else spec[0] * 1000 + spec[1] // 1000000 > 2)
    return got


pair.run(plant, look)

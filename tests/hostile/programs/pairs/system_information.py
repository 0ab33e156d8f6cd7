# expect: ok
# pair: simultaneous
# with: pair.py
# why: sysinfo(2) tells load, processes and shared memory of the host without any file
import ctypes
import os
import time
import pair


def look():
    words = (ctypes.c_long * 16)()
    if pair.libc.sysinfo(words) != 0:
        return "none"
    # uptime, three loads, total, free, shared, buffer; the number of processes is a short at 80
    return (words[6] >> 20) // 40, ctypes.c_ushort.from_buffer(words, 80).value // 60


def plant():
    import mmap
    kept = mmap.mmap(-1, 120 << 20)
    for at in range(0, 120 << 20, 4096):
        kept[at] = 1
    for _ in range(100):
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
    return kept


pair.run(plant, look)

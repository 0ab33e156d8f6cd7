# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, leases are denied altogether
# why: a lease on a shared file
import ctypes
import pair


def plant():
    file = open("/usr/bin/python3")
    for high in (0, 1 << 32):
        pair.libc.syscall(72, file.fileno(), ctypes.c_ulong(1024 | high), 0)
    return file


def look():
    file = open("/usr/bin/python3")
    return [pair.libc.syscall(72, file.fileno(), ctypes.c_ulong(1025 | high), 0)
            for high in (0, 1 << 32)]


pair.run(plant, look)

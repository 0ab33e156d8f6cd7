# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, notices are denied altogether
# why: the older way to watch a folder, also by a command with high bits
import ctypes
import os
import signal
import time
import pair

count = 0


def heard(*_):
    global count
    count += 1


def look():
    signal.signal(signal.SIGIO, heard)
    fd = os.open("/usr/share/misc" if os.path.isdir("/usr/share/misc") else "/usr", os.O_RDONLY)
    for high in (0, 1 << 32):
        pair.libc.syscall(72, fd, ctypes.c_ulong(1026 | high), ctypes.c_ulong(0x80000001))
    end = time.time() + 0.25
    while time.time() < end:
        time.sleep(0.01)
    return count > 20


def plant():
    if os.fork() == 0:
        top = "/usr/share/misc" if os.path.isdir("/usr/share/misc") else "/usr"
        for _ in range(600):
            for name in os.listdir(top):
                if os.path.isfile(os.path.join(top, name)):
                    with open(os.path.join(top, name), "rb") as file:
                        file.read(1)
            time.sleep(0.001)
        os._exit(0)


pair.run(plant, look)

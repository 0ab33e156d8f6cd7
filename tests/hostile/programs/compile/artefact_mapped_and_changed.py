# language: planter
# expect: ok
# says: ^good
# never: bad
# why: pages kept mapped by a process of the compile step do not change the program
import mmap
import os
import time
with open("program", "w+b") as file:
    file.write(b"good\n")
    file.flush()
    pages = mmap.mmap(file.fileno(), 5)
if os.fork() == 0:
    os.setsid()
    for fd in range(3):
        os.close(fd)
    end = time.time() + 3
    time.sleep(0.3)  # the compile command is long gone: only a survivor writes
    while time.time() < end:
        pages[:5] = b"bad!\n"
    os._exit(0)

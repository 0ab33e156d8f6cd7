# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a range lock; a shared one is seen by asking for who would be in the way of an exclusive one
import fcntl
import struct
import pair

SHAPE = "hhqqi"


def look():
    with open("/usr/bin/python3") as file:
        asked = struct.pack(SHAPE, fcntl.F_WRLCK, 0, 0, 0, 0)
        return struct.unpack(SHAPE, fcntl.fcntl(file, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK


def plant():
    file = open("/usr/bin/python3")
    fcntl.lockf(file, fcntl.LOCK_SH)
    return file


pair.run(plant, look)

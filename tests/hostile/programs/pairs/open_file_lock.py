# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a lock of the open file description, by fcntl(2) and by a command with high bits
import ctypes
import fcntl
import struct
import pair

SHAPE = "hhqqi"
GET, SET = 36, 37  # F_OFD_GETLK, F_OFD_SETLK


def ask(file, command, kind):
    lock = ctypes.create_string_buffer(struct.pack(SHAPE, kind, 0, 0, 0, 0), 32)
    for high in (0, 1 << 32):
        if pair.libc.syscall(72, file.fileno(), ctypes.c_ulong(command | high), lock) == 0:
            break
    return struct.unpack_from(SHAPE, lock)[0]


def plant():
    file = open("/usr/bin/python3")
    ask(file, SET, fcntl.F_RDLCK)
    return file


def look():
    with open("/usr/bin/python3") as file:
        return ask(file, GET, fcntl.F_WRLCK) == fcntl.F_RDLCK


pair.run(plant, look)

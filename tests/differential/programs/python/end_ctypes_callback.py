import ctypes

libc = ctypes.CDLL(None)
libc.printf(b"from C, kept in its buffer")
print("end")

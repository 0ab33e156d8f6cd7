import ctypes

libc = ctypes.CDLL(None, use_errno=True)
print(libc.abs(-5), libc.strlen(b"four"), libc.close(99), ctypes.get_errno())
libc.printf(b"printed by C %d\n", 3)
print("printed by Python")

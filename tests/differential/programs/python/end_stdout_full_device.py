import os

full = os.open("/dev/full", os.O_WRONLY) if os.path.exists("/dev/full") else os.open("/dev/null", os.O_RDONLY)
os.dup2(full, 1)
print("x")

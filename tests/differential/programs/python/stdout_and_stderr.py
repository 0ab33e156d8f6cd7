import os
import sys

for number in range(3):
    print("out", number)
    print("err", number, file=sys.stderr)
os.write(1, b"past the buffer\n")
print(os.isatty(1), os.fstat(1).st_mode & 0o170000 == os.fstat(2).st_mode & 0o170000)

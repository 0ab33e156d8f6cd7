import os
import sys

name = os.fsdecode(b"\xff\xfe name")
print(repr(name))
sys.stdout.write(name + "\n")

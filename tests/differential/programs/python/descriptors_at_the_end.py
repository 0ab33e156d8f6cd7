import atexit
import os

reader, writer = os.pipe()
print(reader, writer, os.get_inheritable(reader))
os.dup2(1, 17)
atexit.register(os.write, 17, b"at the very end\n")
print("main ends")

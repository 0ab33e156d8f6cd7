import os
import sys


class Late:
    def __del__(self, write=os.write, sys=sys):
        write(1, b"late\n")
        print("printed")
        sys.stdout.write("written\n")


sys.late = Late()
print("end")

import os
import sys

sys.stdout.write("lost in the buffer")
os.abort()

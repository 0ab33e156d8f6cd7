import os
import sys

print(sys.stdout.encoding, sys.stdout.errors, sys.stdout.write_through)
sys.stdout.write("written ")
os._exit(0)

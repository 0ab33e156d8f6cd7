import sys

print("text")
below = sys.stdout.detach()
below.write(b"bytes\n")

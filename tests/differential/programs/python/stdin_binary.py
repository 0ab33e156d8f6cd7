import sys

print(sys.stdin.buffer.read(), sys.stdin.fileno(), sys.stdin.buffer.raw.name)

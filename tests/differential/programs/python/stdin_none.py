import sys

print(repr(sys.stdin.read()), sys.stdin.buffer.peek(), sys.stdin.closed)
for line in open(0, closefd=False):
    print("never", line)

import sys

for line in sys.stdin:
    print(int(line) % 1000, end="")
print(sys.stdin.readlines(), sys.stdin.seekable())

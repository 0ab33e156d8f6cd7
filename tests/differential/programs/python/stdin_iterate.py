import fileinput
import sys

for line in sys.stdin:
    print(repr(line))
    if line.strip() == "x":
        break
print([*fileinput.input()])

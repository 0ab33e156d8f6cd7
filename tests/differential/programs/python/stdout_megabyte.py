import sys

for number in range(1 << 14):
    sys.stdout.write(f"{number:063}\n")

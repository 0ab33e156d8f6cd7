import sys

print("once")
del sys.stdout
try:
    print("twice")
except RuntimeError as error:
    sys.stderr.write(f"{error}\n")

import sys

print("é中😀", sys.stdout.encoding, sys.stdout.errors, sys.stderr.errors, sys.stdin.errors)
print("\ud800", file=sys.stderr)
print("é", file=sys.stderr)

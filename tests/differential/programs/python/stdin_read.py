import sys

print(repr(sys.stdin.readline()), repr(sys.stdin.read(2)), repr(sys.stdin.read()), repr(sys.stdin.read()))
print(sys.stdin.name, sys.stdin.mode, sys.stdin.encoding, sys.stdin.isatty(), sys.stdin.line_buffering)

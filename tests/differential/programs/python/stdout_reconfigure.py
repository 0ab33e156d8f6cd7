import io
import sys

sys.stdout.reconfigure(encoding="latin-1", errors="replace", newline="\r\n")
print("é中")
sys.stdout.reconfigure(line_buffering=True)
print(sys.stdout.line_buffering, sys.stdout.name, sys.stdout.mode, sys.stdout.fileno())
print(type(sys.stdout), type(sys.stdout.buffer), type(sys.stdout.buffer.raw).__name__)
sys.stdout = io.StringIO()
print("swallowed")
sys.__stdout__.write("past it\n")

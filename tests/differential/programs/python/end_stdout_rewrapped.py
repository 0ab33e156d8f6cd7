import io
import sys

sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="ascii", errors="replace")
print("é")

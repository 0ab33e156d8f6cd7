# expect: ok
# says: ^held
# why: what stands in a terminal is charged to nobody: there are few, and little fits in one
import os

ends = []
try:
    while len(ends) < 1000:
        ends.append(os.openpty())
except OSError:
    pass
written = 0
for pair in ends:
    for end in pair:
        os.set_blocking(end, False)
        try:
            while written < 64 << 20:
                written += os.write(end, b"x\n" * 512)
        except BlockingIOError:
            pass
print(f"held: {len(ends)} terminals took {written} bytes" if 0 < len(ends) <= 16 and written < 1 << 20
      else f"ESCAPED: {len(ends)} terminals took {written} bytes")

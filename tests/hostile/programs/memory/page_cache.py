# expect: ok
# says: ^read \d+ MB
# limits: {"memory_mb": 64, "wall_ms": 30000, "cpu_ms": 30000}
# why: reading many files is no memory of the program's, and kills nobody
import os
total = 0
for directory, _, names in os.walk("/usr/lib"):
    for name in names:
        path = os.path.join(directory, name)
        if os.path.isfile(path) and not os.path.islink(path) and total < 80 << 20:
            with open(path, "rb") as file:
                while part := file.read(1 << 16):
                    total += len(part)
print("read", total >> 20, "MB")

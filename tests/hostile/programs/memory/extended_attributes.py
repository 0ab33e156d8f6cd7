# expect: ok, memory_limit
# limits: {"memory_mb": 64}
# says: ^held|^$
# why: attributes of files in memory are charged or refused
import os
total = 0
for n in range(2000):
    path = f"/tmp/a{n}"
    try:
        open(path, "w").close()
    except OSError:
        break
    for k in range(10):
        try:
            os.setxattr(path, f"user.k{k}", b"x" * 60000)
            total += 60000
        except OSError:
            break
print("ESCAPED" if total > 64 << 20 else "held", total)

# expect: ok, memory_limit, time_limit
# limits: {"memory_mb": 64, "wall_ms": 4000}
# why: names that are not there, on the shared root, are cached on the job's account
import os
for n in range(400000):
    try:
        os.stat(f"/usr/lib/none-{n:0>200}")
    except OSError:
        pass
print("held")

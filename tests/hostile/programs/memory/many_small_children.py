# expect: memory_limit, process_limit
# limits: {"memory_mb": 64}
# within: 3
# never: ran on
# why: memory is the cell's, not each process's, and the first one killed ends the job at once
import os
import time
for _ in range(100):
    if os.fork() == 0:
        data = bytearray(b"x" * (20 << 20))
        time.sleep(5)
        os._exit(0)
time.sleep(5)
print("ran on")

# expect: output_limit
# why: many writers at once on one pipe
import os
import time
for _ in range(100):
    if os.fork() == 0:
        while True:
            os.write(1, b"w" * 4096)
time.sleep(5)

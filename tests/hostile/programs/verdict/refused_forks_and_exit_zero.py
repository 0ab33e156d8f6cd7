# expect: ok
# says: ^went on$
# limits: {"processes": 8}
# why: a program that lives with a refused fork did nothing wrong
import os
import time
for _ in range(20):
    try:
        if os.fork() == 0:
            time.sleep(0.2)
            os._exit(0)
    except OSError:
        break
print("went on")

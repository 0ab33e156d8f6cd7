# language: planter
# expect: process_limit
# reason: compile
# compile_limits: {"wall_ms": 4000}
# why: a compiler that forks for ever
import os
import time
while True:
    if os.fork() == 0:
        time.sleep(100)

# language: planter
# expect: time_limit
# reason: compile_wall
# compile_limits: {"wall_ms": 700}
# why: a compiler that waits for ever
import time
time.sleep(100)

# expect: process_limit, time_limit
# limits: {"wall_ms": 2000}
# why: every process doubles and swallows each refusal; the host must not notice
import os
for _ in range(14):  # 16384 processes if nothing stopped them
    try:
        os.fork()
    except OSError:
        pass
while True:
    try:
        if os.fork() == 0:
            continue
    except OSError:
        pass
    os.getpid()

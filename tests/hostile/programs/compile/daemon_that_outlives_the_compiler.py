# language: planter
# expect: ok
# says: ^program$
# never: still here
# why: a process left by the compile step sees no run step
import os
import time
open("program", "w").write("program\n")
if os.fork() == 0:
    os.setsid()
    for fd in range(3):
        os.close(fd)
    if os.fork() == 0:
        time.sleep(0.3)  # the compile command is long gone
        for _ in range(100):
            time.sleep(0.01)
            try:
                open("/box/program", "w").write("still here\n")
            except OSError:
                pass
    os._exit(0)

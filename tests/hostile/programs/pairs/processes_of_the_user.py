# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# why: a limit of processes counted for the user: the writer has many, the reader sets it low
import os
import resource
import time
import pair


def plant():
    for _ in range(60):
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)


def look():
    resource.setrlimit(resource.RLIMIT_NPROC, (40, 40))
    made = 0
    for _ in range(10):
        try:
            if os.fork() == 0:
                time.sleep(0.1)
                os._exit(0)
            made += 1
        except OSError:
            pass
    return made


pair.run(plant, look)

# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, inside a cell no more of them is shown than outside
# why: forks, switches and interrupts, as the host counts them
import os
import time
import pair


def look():
    def forks():
        try:
            for line in open("/proc/stat"):
                if line.startswith("processes"):
                    return int(line.split()[1])
        except OSError:
            pass
        return 0
    before = forks()
    time.sleep(0.2)
    return "many" if forks() - before > 200 else "few"


def plant():
    if os.fork() == 0:
        end = time.time() + 3
        while time.time() < end:
            if os.fork() == 0:
                os._exit(0)
            os.wait()
        os._exit(0)


pair.run(plant, look)

# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, a cell over its share of the processor does not count as running
# why: how many run at once, as the host counts them
import os
import pair


def plant():
    for _ in range(30):
        if os.fork() == 0:
            while True:
                pass


def look():
    seen = []
    for _ in range(20):
        try:
            running = open("/proc/loadavg").read().split()[3]
            seen.append(int(running.split("/")[0]))
        except (OSError, IndexError):
            return "none"
    return sorted(seen)[10] > 15


pair.run(plant, look)

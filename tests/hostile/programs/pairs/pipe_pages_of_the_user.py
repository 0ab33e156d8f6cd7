# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# why: pages in pipes are counted for the user: over 64 MB new pipes are small
import fcntl
import os
import pair


def plant():
    ends = []
    for _ in range(80):
        ends.append(os.pipe())
        try:
            fcntl.fcntl(ends[-1][1], 1031, 1 << 20)
        except OSError:
            break
    while len(ends) < 450 and fcntl.fcntl(ends[-1][1], 1032) >= 65536:
        ends.append(os.pipe())
    return ends


pair.run(plant, lambda: fcntl.fcntl(os.pipe()[1], 1032) < 65536)

# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, inside a cell no more of them is shown than outside
# why: files open, inodes and names known, as the host counts them
import os
import signal
import pair


def plant():
    ready, says = os.pipe()
    for _ in range(6):  # none may have many
        if os.fork() == 0:
            kept = [open("/dev/null") for _ in range(900)]
            os.write(says, b"x")
            signal.pause()
    for _ in range(6):
        os.read(ready, 1)


def look():
    seen = []
    for name in ("file-nr", "inode-nr", "dentry-state", "aio-nr"):
        try:
            seen.append(int(open("/proc/sys/fs/" + name).read().split()[0]) // 2500)
        except OSError:
            seen.append("none")
    return seen[0]


pair.run(plant, look)

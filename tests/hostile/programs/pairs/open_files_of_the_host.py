# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, inside a cell no more of them is shown than outside
# why: files open, inodes and names known, as the host counts them
import resource
import pair


def plant():
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    return [open("/dev/null") for _ in range(4000)]


def look():
    seen = []
    for name in ("file-nr", "inode-nr", "dentry-state", "aio-nr"):
        try:
            seen.append(int(open("/proc/sys/fs/" + name).read().split()[0]) // 2500)
        except OSError:
            seen.append("none")
    return seen[0]


pair.run(plant, look)

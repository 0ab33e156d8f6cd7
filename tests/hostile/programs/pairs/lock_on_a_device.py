# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: devices, links and folders are inodes, too, and some are the host's
import fcntl
import os
import pair

PLACES = ("/dev/null", "/dev/urandom", "/dev/zero", "/dev/full", "/usr", "/usr/lib", "/etc/alternatives",
          "/etc/ld.so.cache", "/proc/version", "/proc/sys/kernel/hostname")


def hold(path):
    fd = os.open(path, os.O_RDONLY)
    fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return fd


def look():
    seen = []
    for path in PLACES:
        try:
            os.close(hold(path))
        except OSError:
            seen.append(path)
    return seen


pair.run(lambda: [hold(path) for path in PLACES if os.path.exists(path)], look)

# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, attributes of the root cannot be set
# why: attributes, times and modes of shared files
import os
import pair
FILES = ("/usr/bin/env", "/etc/passwd", "/etc/hostname", "/dev/null", "/dev/urandom", "/usr", "/")


def attempt(call):
    try:
        call()
    except OSError:
        pass


def plant():
    for path in FILES:
        attempt(lambda: os.setxattr(path, "user.bit", b"1"))
        attempt(lambda: os.utime(path, (1, 1)))
        attempt(lambda: os.chmod(path, 0o600))


def look():
    seen = []
    for path in FILES:
        about = os.stat(path)
        seen.append((about.st_mode, int(about.st_mtime) == 1, os.listxattr(path)))
    return seen


pair.run(plant, look)

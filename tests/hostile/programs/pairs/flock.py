# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a whole-file lock on a shared file that may only be read
import fcntl
import pair


def look():
    with open("/usr/bin/python3") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return "free"
        except OSError:
            return "locked"


def plant():
    file = open("/usr/bin/python3")
    fcntl.flock(file, fcntl.LOCK_EX)
    return file


pair.run(plant, look)

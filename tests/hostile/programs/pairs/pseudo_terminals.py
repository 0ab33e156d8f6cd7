# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: terminals are numbered and counted, for the whole host in /proc/sys
import os
import pair


def plant():
    return [os.openpty() for _ in range(8)]


def look():
    names = sorted(os.listdir("/dev/pts"))
    try:
        count = open("/proc/sys/kernel/pty/nr").read()
    except OSError as error:
        count = type(error).__name__
    return names, os.ttyname(os.openpty()[1]), count


pair.run(plant, look)

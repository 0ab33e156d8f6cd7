# expect: ok
# pair: successive between simultaneous
# with: pair.py
# why: a file of /proc has the time at which somebody first looked it up
import os
import time
import pair
FILES = ("/proc/version", "/proc/filesystems", "/proc/uptime", "/proc/sys/vm",
         "/proc/sys/kernel/osrelease", "/proc/sys/kernel/pid_max",
         "/proc/sys/vm/overcommit_memory", "/proc/sys/net/core/somaxconn")


def touch():
    for path in FILES:
        os.stat(path)
    time.sleep(0.05)


def look():
    now = time.time()
    return [path for path in FILES if os.stat(path).st_mtime < now - 0.04]


pair.run(touch, look)

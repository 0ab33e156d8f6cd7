# expect: ok
# pair: simultaneous
# with: pair.py
# why: a watch on a shared file sees who opens it: the writer opens and shuts it many times
import os
import select
import time
import pair


def watch():
    """Times the file was opened in a while, as few or many."""
    fd = pair.libc.inotify_init1(0o4000)
    if pair.libc.inotify_add_watch(fd, b"/usr/share/zoneinfo/Etc/GMT+7", 0xfff) < 0 and \
            pair.libc.inotify_add_watch(fd, b"/usr/bin/yes", 0xfff) < 0:
        return "no watch"
    end, events = time.time() + 0.25, 0
    while time.time() < end:
        if select.select([fd], [], [], 0.02)[0]:
            events += len(os.read(fd, 65536)) // 16
    return "many" if events > 20 else "few"


def plant():
    if os.fork() == 0:
        for _ in range(600):
            for path in ("/usr/share/zoneinfo/Etc/GMT+7", "/usr/bin/yes"):
                if os.path.exists(path):
                    open(path, "rb").close()
            time.sleep(0.001)
        os._exit(0)


pair.run(plant, watch)

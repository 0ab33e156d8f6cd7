# expect: ok
# says: ^held
# why: only the three file systems of the cell can be written
import os
import stat
own = {os.stat(p).st_dev for p in ("/box", "/tmp", "/dev/shm")}
got = []
for top in ("/", "/etc", "/usr", "/run", "/dev", "/proc", "/proc/sys", "/usr/local", "/usr/lib"):
    try:
        open(os.path.join(top, "planted"), "w").close()
        got.append(top)
    except OSError:
        pass
for top in ("/etc", "/usr/bin", "/usr/lib/python3", "/run", "/dev"):
    for directory, _, names in os.walk(top):
        for name in names:
            path = os.path.join(directory, name)
            about = os.lstat(path)
            if about.st_dev in own or not stat.S_ISREG(about.st_mode):
                continue
            try:
                os.close(os.open(path, os.O_WRONLY))
                got.append(path)
            except OSError:
                pass
            try:
                os.utime(path)
                got.append("utime " + path)
            except OSError:
                pass
print("ESCAPED " + str(got[:20]) if got else "held")

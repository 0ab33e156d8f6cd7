# expect: ok
# says: ^held
# why: names, modes, owners and attributes of shown files stay as they are
import os
calls = {
    "chmod": lambda p: os.chmod(p, 0o777), "chown": lambda p: os.chown(p, 1000, 1000),
    "unlink": os.unlink, "rename": lambda p: os.rename(p, p + "x"),
    "link out": lambda p: os.link(p, "/box/link"), "truncate": lambda p: os.truncate(p, 0),
    "symlink": lambda p: os.symlink("x", p + ".link"), "mkdir": lambda p: os.mkdir(p + ".d"),
    "setxattr": lambda p: os.setxattr(p, "user.x", b"1"),
    "mkfifo": lambda p: os.mkfifo(p + ".fifo"),
}
got = []
for path in ("/usr/bin/python3", "/usr/bin/env", "/etc/passwd", "/etc/hostname", "/lib", "/usr"):
    for name, call in calls.items():
        try:
            call(path)
            got.append(name + " " + path)
        except OSError:
            pass
print("ESCAPED " + str(got) if got else "held")

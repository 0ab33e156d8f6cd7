# expect: ok
# says: ^held
# env: {"BAIT": "@BAIT@"}
# why: links of /proc, open folders and their parents end at the cell's own root
import os
bait = os.environ["BAIT"]
got = []
roots = ["", "/proc/self/root", "/proc/thread-self/root", "/proc/self/cwd/..", "/..", "/box/../..",
         "/proc/self/fd/0/..", "/dev/fd/1/..", "/run/..", "/proc/1/root", "/proc/2/root",
         f"/proc/{os.getppid()}/root", "/usr/../..", "/proc/self/task/2/root"]
for root in roots:
    if os.path.exists(root + bait):
        got.append(root)
    try:
        os.symlink(root + bait, "/box/link")
        with open("/box/link") as file:
            got.append("link " + root + file.read())
    except OSError:
        pass
    finally:
        if os.path.islink("/box/link"):
            os.unlink("/box/link")
print("ESCAPED " + str(got) if got else "held")

# expect: ok
# says: ^held
# why: set-uid programs of the root file system give no rights
import os
import stat
import subprocess
found = []
for folder in ("/usr/bin", "/usr/sbin", "/usr/lib", "/usr/libexec"):
    for directory, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(directory, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                found.append(path)
source = "/tmp/id.py"
open(source, "w").write("import os; print(os.geteuid(), os.getegid())")
os.system("cp /usr/bin/python3 /tmp/copy; chmod 6755 /tmp/copy")
ids = {subprocess.run(["/tmp/copy", source], capture_output=True, text=True).stdout.strip()}
for path in found:
    if os.path.basename(path) in ("su", "sudo", "mount", "umount", "newgrp", "chsh"):
        subprocess.run([path, "-c", "id"], stdin=subprocess.DEVNULL, capture_output=True,
                       timeout=5)
print("held" if ids == {"1000 1000"} else f"ESCAPED {ids}", len(found))

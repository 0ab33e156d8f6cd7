# language: planter
# expect: ok
# says: ^held
# why: a compiler that was taken over is in a cell as bare as a program's
import os
got = []
for fd in range(3, 1024):
    try:
        os.fstat(fd)
        got.append(f"descriptor {fd}")
    except OSError:
        pass
status = dict(line.split(":\t", 1) for line in open("/proc/self/status").read().split("\n")
              if ":\t" in line)
for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status[name], 16):
        got.append(name)
if status["NoNewPrivs"] != "1" or status["Seccomp"] != "2":
    got.append("filter")
if set(os.environ) - {"PATH", "HOME", "LANG"}:
    got.append(str(set(os.environ)))
open("program", "w").write("ESCAPED " + str(got) if got else "held\n")

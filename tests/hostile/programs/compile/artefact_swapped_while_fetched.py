# language: planter
# expect: ok, compile_error
# never: bait-|root:x
# why: a file and a link that change places as fast as they can, until the end and beyond
import os
import time
open("good", "w").write("good\n")
for _ in range(4):
    if os.fork() == 0:
        os.setsid()
        while True:
            for kind in (0, 1):
                name = f"new{os.getpid()}"
                try:
                    if kind:
                        os.symlink("/etc/passwd", name)
                    else:
                        open(name, "w").write("good\n")
                    os.rename(name, "program")
                except OSError:
                    pass
time.sleep(0.2)

# expect: ok
# says: ^held
# why: working directories and temporary files are empty but for the job's own source
import os
got = [p for top in ("/tmp", "/dev/shm", "/box") for p in
       (os.path.join(d, f) for d, ds, fs in os.walk(top) for f in fs + ds)]
print("held" if got == ["/box/main.py"] else f"ESCAPED {got}")

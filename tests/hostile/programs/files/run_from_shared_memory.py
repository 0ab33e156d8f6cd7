# expect: ok
# says: ^held
# why: /dev/shm runs nothing
import os
import shutil
shutil.copy("/bin/true", "/dev/shm/true")
os.chmod("/dev/shm/true", 0o755)
print("ESCAPED" if os.access("/dev/shm/true", os.X_OK) and os.system("/dev/shm/true") == 0
      else "held")

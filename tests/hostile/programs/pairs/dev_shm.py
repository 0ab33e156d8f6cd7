# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a file in /dev/shm, where shm_open puts its objects
import os
import pair
pair.run(lambda: open("/dev/shm/bit", "w").close(), lambda: os.listdir("/dev/shm"))

# language: planter
# expect: compile_error
# never: bait-
# why: the follower's own root
import os
os.symlink("/proc/self/root@BAIT@", "program")

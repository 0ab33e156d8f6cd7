# language: planter
# expect: compile_error
# never: bait-
# why: links of /proc that mean something else to whoever follows them
import os
os.symlink("/proc/self/fd/3", "program")

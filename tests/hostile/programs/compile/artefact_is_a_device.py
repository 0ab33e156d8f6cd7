# language: planter
# expect: compile_error
# why: a device where the artefact should be
import os
try:
    os.mknod("program", 0o20666, os.makedev(1, 5))
except OSError:
    os.symlink("/dev/zero", "program")

# language: planter
# expect: compile_error
# never: root:x
# why: the working directory itself, renamed and replaced
import os
os.mkdir("/tmp/other")
os.symlink("/etc/passwd", "/tmp/other/program")
try:
    os.rename("/box", "/tmp/box")
except OSError:
    pass
os.chdir("/")
try:
    os.rmdir("/box")
    os.symlink("/tmp/other", "/box")
except OSError:
    pass

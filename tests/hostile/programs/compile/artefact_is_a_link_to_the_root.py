# language: planter
# expect: compile_error
# never: root:x
# why: a link to a file of the root
import os
os.symlink("/etc/passwd", "program")

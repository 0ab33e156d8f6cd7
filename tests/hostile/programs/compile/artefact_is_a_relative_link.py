# language: planter
# expect: compile_error
# why: even a link to one's own file is not followed
import os
open("real", "w").write("real\n")
os.symlink("real", "program")

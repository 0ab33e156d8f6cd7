# language: planter
# expect: compile_error
# why: a file that only its owner may read
import os
open("program", "w").write("x\n")
os.chmod("program", 0)

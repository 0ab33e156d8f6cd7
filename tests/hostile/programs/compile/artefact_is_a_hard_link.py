# language: planter
# expect: compile_error
# why: a second name of a file is not a plain file
import os
open("real", "w").write("real\n")
os.link("real", "program")

# language: planter
# expect: compile_error
# never: bait-
# why: a link to a file outside, where the engine will fetch the program
import os
os.symlink("@BAIT@", "program")

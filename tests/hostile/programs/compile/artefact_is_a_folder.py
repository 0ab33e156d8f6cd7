# language: planter
# expect: compile_error
# why: a folder
import os
os.mkdir("program")

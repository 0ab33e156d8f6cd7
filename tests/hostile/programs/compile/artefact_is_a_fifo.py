# language: planter
# expect: compile_error
# within: 3
# why: a pipe that nobody writes to must not stop whoever opens it
import os
os.mkfifo("program")

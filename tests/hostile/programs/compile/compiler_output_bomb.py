# language: planter
# expect: output_limit
# reason: compile
# why: a compiler that writes for ever
import os
while True:
    os.write(2, b"e" * 65536)

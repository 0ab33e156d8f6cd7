import importlib
import re
import sys

import part

part.x = 5
print(importlib.reload(part).x, part.__cached__)
importlib.invalidate_caches()
with open("late.py", "w") as file:
    file.write("word = 'made while running'\n")
import late

print(late.word, len(re._cache) >= 0, sys.dont_write_bytecode)

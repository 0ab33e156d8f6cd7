# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a file in the working directory, by several names
import os
import pair
pair.run(lambda: open("/box/bit", "w").close(),
         lambda: [os.path.exists(f"{folder}/bit") for folder in ("/box", ".", "/proc/self/cwd")])

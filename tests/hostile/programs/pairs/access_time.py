# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, the second reading of a file changes nothing any more
# why: reading a shared file changes when it was last read
import os
import pair
FILES = [path for path in ("/usr/share/zoneinfo/Etc/GMT+9", "/usr/share/dict/words", "/usr/bin/tac")
         if os.path.exists(path)]
pair.run(lambda: [open(path, "rb").read(1) for path in FILES],
         lambda: [os.stat(path).st_atime_ns for path in FILES])

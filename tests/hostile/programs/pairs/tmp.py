# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a file in /tmp
import os
import pair
pair.run(lambda: open("/tmp/bit", "w").close(), lambda: os.path.exists("/tmp/bit"))

# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, names cannot be set
# why: the name of the host
import os
import pair
pair.run(lambda: [pair.libc.sethostname(b"bit", 3), pair.libc.setdomainname(b"bit", 3)],
         lambda: list(os.uname())[:2])

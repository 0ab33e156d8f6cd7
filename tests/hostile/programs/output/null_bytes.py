# expect: ok
# why: NUL bytes are output like any other
import os
os.write(1, b"\0" * 4000 + b"end\n")

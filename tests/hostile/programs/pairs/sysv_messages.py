# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a SysV queue
import pair
pair.run(lambda: pair.libc.msgget(0x1234, 0o1666), lambda: pair.libc.msgget(0x1234, 0) >= 0)

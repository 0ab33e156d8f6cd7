# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a SysV semaphore
import pair
pair.run(lambda: pair.libc.semget(0x1234, 1, 0o1666), lambda: pair.libc.semget(0x1234, 0, 0) >= 0)

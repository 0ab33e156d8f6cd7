# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a SysV segment, which lives without a process
import pair
pair.run(lambda: pair.libc.shmget(0x1234, 4096, 0o1666), lambda: pair.libc.shmget(0x1234, 0, 0) >= 0)

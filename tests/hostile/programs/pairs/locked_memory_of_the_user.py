# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# control: none, locked memory is counted for each process, only that of SysV and memfd for the user
# why: locked shared memory is counted for the user
import pair


def lock():
    number = pair.libc.shmget(0, 48 << 10, 0o1600)
    return number, pair.libc.shmctl(number, 11, None)


pair.run(lock, lambda: lock()[1])

# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: the number of the next SysV object tells how many there were
import pair


def look():
    number = pair.libc.shmget(0, 4096, 0o1600)
    pair.libc.shmctl(number, 0, None)
    return number


def plant():
    for _ in range(10):
        pair.libc.shmctl(pair.libc.shmget(0, 4096, 0o1600), 0, None)
    return pair.libc.shmget(0, 4096, 0o1600)


pair.run(plant, look)

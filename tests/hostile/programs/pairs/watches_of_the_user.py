# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# why: instances of inotify are counted for the user
import pair


def fill():
    count = 0
    while count < 1000 and pair.libc.inotify_init() >= 0:
        count += 1
    return count


pair.run(fill, lambda: fill() > 4)

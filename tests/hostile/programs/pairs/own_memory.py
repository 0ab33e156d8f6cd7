# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, within one cell the pages of another process are as little to be seen
# why: fresh memory is empty: heap, shared memory, files, pipes
import mmap
import pair

MARK = b"a bit that was planted here"


def plant():
    kept = mmap.mmap(-1, 60 << 20)
    kept.write(MARK * ((60 << 20) // len(MARK)))
    return kept


def look():
    fresh = mmap.mmap(-1, 60 << 20)
    with open("/tmp/fresh", "w+b") as file:
        file.truncate(4 << 20)
        return fresh.find(MARK) >= 0 or MARK in file.read()


pair.run(plant, look)

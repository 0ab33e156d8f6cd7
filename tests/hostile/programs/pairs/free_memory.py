# expect: ok
# pair: simultaneous
# with: pair.py
# control: none, inside a cell no more of it is shown than outside
# why: memory of the host: the writer takes 200 MB
import pair


def look():
    try:
        words = open("/proc/meminfo").read().split()
    except OSError:
        return "none"
    free = int(words[words.index("MemFree:") + 1]) >> 10
    shared = int(words[words.index("Shmem:") + 1]) >> 10 if "Shmem:" in words else 0
    return shared // 40 if free else 0


def plant():
    import mmap
    kept = mmap.mmap(-1, 120 << 20)
    for at in range(0, 120 << 20, 4096):
        kept[at] = 1
    return kept


pair.run(plant, look)

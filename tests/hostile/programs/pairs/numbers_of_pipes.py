# expect: ok
# pair: simultaneous
# with: pair.py
# why: pipes, sockets and memory files of the whole host are numbered by one counter
import os
import threading
import pair


def numbers(count):
    for _ in range(count):
        ends = os.pipe()
        yield os.fstat(ends[0]).st_ino
        for end in ends:
            os.close(end)


def plant():
    def work():
        while True:
            for _ in numbers(1000):
                pass
    threading.Thread(target=work, daemon=True).start()


def look():
    # Each processor takes a thousand numbers at a time: whoever moves to another one meets old ones.
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for _ in numbers(1100):
        pass
    made = 40_000
    first = last = None
    for number in numbers(made):
        first, last = first or number, number
    return last - first > 1.3 * made


pair.run(plant, look)

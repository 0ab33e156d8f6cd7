# expect: ok
# pair: successive between simultaneous
# with: pair.py
# why: the next process number tells how many there were
import os
import pair


def spend(count=1):
    last = 0
    for _ in range(count):
        last = os.fork()
        if last == 0:
            os._exit(0)
        os.waitpid(last, 0)
    return last


def look():
    names = ["/proc/sys/kernel/ns_last_pid", "/proc/loadavg"]
    seen = [spend()]
    for name in names:
        try:
            seen.append(open(name).read().split()[-1])
        except OSError:
            seen.append("")
    return [int(word or 0) for word in map(str, seen)]


pair.run(lambda: spend(300), look)

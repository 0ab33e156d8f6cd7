# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# why: queued signals are counted for the user
import signal
import pair


def fill():
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN})
    count = 0
    import os
    while count < 5000 and pair.libc.sigqueue(os.getpid(), int(signal.SIGRTMIN), None) == 0:
        count += 1
    return count


pair.run(fill, lambda: fill() < 800)

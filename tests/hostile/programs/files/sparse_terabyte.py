# expect: ok
# says: ^held
# why: size of a file is limited also where nothing is in it
import os
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
got = []
with open("/box/sparse", "wb") as file:
    for call in (lambda: os.ftruncate(file.fileno(), 1 << 40),
                 lambda: os.posix_fallocate(file.fileno(), 0, 1 << 40),
                 lambda: os.pwrite(file.fileno(), b"x", 1 << 40)):
        try:
            call()
            got.append("a terabyte")
        except OSError:
            pass
print("ESCAPED " + str(got) if got else "held")

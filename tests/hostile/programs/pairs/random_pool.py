# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, bytes of chance are not to be set
# why: writing to the random devices steers nobody's bytes, and the pool's level is constant
import os
import pair


def plant():
    with open("/dev/urandom", "wb", buffering=0) as device:
        device.write(bytes(1 << 16))


pair.run(plant, lambda: open("/proc/sys/kernel/random/entropy_avail").read()
         if os.path.exists("/proc/sys/kernel/random/entropy_avail") else "none")

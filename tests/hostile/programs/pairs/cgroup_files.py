# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, there is nothing to look at
# why: no cgroup, its path or its counters are in sight
import os
import pair
pair.run(lambda: [bytearray(b"x" * (10 << 20)) for _ in range(2)],
         lambda: [open("/proc/self/cgroup").read(), os.path.exists("/sys/fs/cgroup"),
                  os.path.exists("/proc/cgroups") and
                  len(open("/proc/cgroups").read().split("\n"))])

# expect: ok
# pair: successive
# with: pair.py
# control: none, the limits of a process are its children's
# why: limits, priorities, masks and the like are not inherited from the job before
import os
import resource
import pair


def plant():
    os.nice(10)
    os.umask(0o777)
    for name in ("RLIMIT_NOFILE", "RLIMIT_FSIZE", "RLIMIT_STACK", "RLIMIT_CPU"):
        resource.setrlimit(getattr(resource, name), (1000, 1000))
    os.sched_setaffinity(0, {0})


def look():
    limits = [resource.getrlimit(getattr(resource, name)) for name in sorted(dir(resource))
              if name.startswith("RLIMIT_")]
    return os.nice(0), os.umask(0), limits, sorted(os.sched_getaffinity(0))


pair.run(plant, look)

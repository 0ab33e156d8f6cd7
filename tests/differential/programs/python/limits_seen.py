import os
import resource

for name in sorted(dir(resource)):
    if name.startswith("RLIMIT_"):
        print(name, resource.getrlimit(getattr(resource, name)))
print(os.nice(0), os.cpu_count() == len(os.sched_getaffinity(0)) or "fewer", os.getpriority(0, 0))
print(os.sched_getscheduler(0), open("/proc/self/oom_score_adj").read())

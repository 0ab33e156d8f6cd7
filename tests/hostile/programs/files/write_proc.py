# expect: ok
# says: ^held
# why: no switch of /proc can be turned; what is one's own there is harmless
import os
harmless = {"comm", "oom_score_adj", "oom_adj", "coredump_filter", "timerslack_ns", "clear_refs",
            "mem", "attr", "loginuid", "autogroup", "sched", "timens_offsets", "make-it-fail",
            "fail-nth", "task", "fd", "map_files", "environ", "setgroups", "uid_map", "gid_map",
            "projid_map", "ksm_stat"}
got = []
for top in ("/proc/sys", "/proc/net", "/proc/self/net", "/proc/self", "/proc/thread-self"):
    for directory, folders, files in os.walk(top):
        folders[:] = [f for f in folders if f not in harmless and not f.isdigit()]
        for name in files:
            if name in harmless:
                continue
            path = os.path.join(directory, name)
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                got.append(path)
            except OSError:
                pass
for name in os.listdir("/proc"):
    path = "/proc/" + name
    if os.path.isfile(path) and os.stat(path).st_rdev == 0:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
            got.append(path)
        except OSError:
            pass
print("ESCAPED " + str(got[:12]) if got else "held")

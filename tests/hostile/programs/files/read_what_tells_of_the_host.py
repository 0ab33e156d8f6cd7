# expect: ok
# says: ^held
# why: files of /proc that hold memory, layout, keys, disks or the command line of the host's kernel
import os
names = ("kcore kallsyms keys key-users kmsg kpagecount kpageflags kpagecgroup locks modules "
         "sched_debug slabinfo sysrq-trigger timer_list vmallocinfo zoneinfo interrupts softirqs "
         "diskstats partitions swaps config.gz cmdline iomem ioports pagetypeinfo buddyinfo "
         "vmstat mtrr consoles misc dma devices crypto execdomains fb").split()
got = []
for name in names:
    try:
        with open("/proc/" + name, "rb") as file:
            if file.read(16):
                got.append(name)
    except OSError:
        pass
for folder in ("acpi", "bus", "driver", "fs", "irq", "pressure", "sysvipc", "tty", "scsi", "asound"):
    try:
        if os.listdir("/proc/" + folder):
            got.append(folder + "/")
    except OSError:
        pass
print("ESCAPED told by " + " ".join(got) if got else "held")

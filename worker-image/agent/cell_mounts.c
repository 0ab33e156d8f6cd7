/* Theory of operation. The base's mount namespace starts as a copy of the container's: a read-only
 * root, and a full /proc of the container's own pid namespace. That lower /proc must stay mounted
 * and unmasked, or the kernel refuses a new one in a user namespace (fs/namespace.c,
 * mount_too_revealing); we mount the cells' over it, and nobody in a cell may unmount. A cell's mount
 * namespace is a copy of the base's.
 *
 *   mount_proc      once for a base: the cells' own pids; masks over what tells of the host or passes
 *                   bits on. Its inodes are made when somebody first looks a file up, and have the time
 *                   of that: forget_proc() has those that a cell looked up made anew for the next
 *   mount_cell      for each cell: /box (working directory), /tmp, /dev/shm, empty and bounded, and
 *                   /dev/pts, pseudo terminals (Documentation/filesystems/devpts): this cell's only
 */
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>

#include "cell.h"

static const unsigned long kPlain = MS_NOSUID | MS_NODEV;

/* What a program has no business with in /proc: host memory and layout, keys, other jobs' file
 * locks and timers, the console. */
static const char* const kMasked[] = {
    "/proc/kcore",
    "/proc/keys",
    "/proc/key-users",
    "/proc/kmsg",
    "/proc/kallsyms",
    "/proc/kpagecount",
    "/proc/kpageflags",
    "/proc/kpagecgroup",
    "/proc/latency_stats",
    "/proc/locks",
    "/proc/modules",
    "/proc/sched_debug",
    "/proc/slabinfo",
    "/proc/sysrq-trigger",
    "/proc/timer_list",
    "/proc/vmallocinfo",
    "/proc/zoneinfo",
    "/proc/interrupts",
    "/proc/softirqs",
    "/proc/diskstats",
    "/proc/partitions",
    "/proc/swaps",
    "/proc/config.gz",
    "/proc/mtd",
    "/proc/cmdline",
    "/proc/iomem",
    "/proc/ioports",
    "/proc/buddyinfo",
    "/proc/vmstat",
    "/proc/consoles",
    "/proc/misc",
    "/proc/dma",
    "/proc/devices",
    "/proc/crypto",
    "/proc/execdomains",
    "/proc/pagetypeinfo",
    "/proc/schedstat",
    "/proc/mdstat",
    "/proc/dynamic_debug",
    "/proc/fb",
    "/proc/acpi",
    "/proc/asound",
    "/proc/bus",
    "/proc/driver",
    "/proc/fs",
    "/proc/irq",
    "/proc/pressure",
    "/proc/scsi",
    "/proc/sysvipc",
    "/proc/tty",
    "/proc/sys/fs",
    "/proc/sys/kernel/pty",
};

/* Files that runtimes read, and whose numbers move with what others do: shown as they stood when
 * the container was made (pool/namespaces/enter_root.cpp). */
static const char* const kFrozenFiles[][2] = {
    {"/.proc/stat", "/proc/stat"},       {"/.proc/meminfo", "/proc/meminfo"},
    {"/.proc/loadavg", "/proc/loadavg"}, {"/.proc/cpuinfo", "/proc/cpuinfo"},
    {"/.proc/cgroups", "/proc/cgroups"}, {"/.proc/boot_id", "/proc/sys/kernel/random/boot_id"},
};

/* What is a file on one kernel is a folder on another, or is not there (dynamic_debug). */
static struct fault mask(const char* path) {
    if (mount("/dev/null", path, NULL, MS_BIND, NULL) == 0 || errno == ENOENT) return FINE;
    /* A file can be mounted on files only: the root's empty /run covers a folder. */
    if (errno == ENOTDIR && mount("/run", path, NULL, MS_BIND, NULL) == 0) return FINE;
    return fault_now("mask what /proc shows");
}

/* Processes of another id, the init's above all, do not show (proc(5)). */
static const char kProcOptions[] = "hidepid=2";

struct fault mount_proc(void) {
    if (mount("proc", "/proc", "proc", kPlain | MS_NOEXEC, kProcOptions) != 0)
        return fault_now("mount /proc in the cell");
    for (size_t i = 0; i < sizeof kMasked / sizeof *kMasked; i++) {
        const struct fault fault = mask(kMasked[i]);
        if (fault.step != NULL) return fault;
    }
    for (size_t i = 0; i < sizeof kFrozenFiles / sizeof *kFrozenFiles; i++)
        if (mount(kFrozenFiles[i][0], kFrozenFiles[i][1], NULL, MS_BIND, NULL) != 0)
            return fault_now("freeze a file of /proc");
    /* /proc/sys holds switches (kernel/ns_last_pid): a bind of itself can be made read-only. With
     * what is mounted below it. */
    if (mount("/proc/sys", "/proc/sys", NULL, MS_BIND | MS_REC, NULL) != 0)
        return fault_now("bind /proc/sys");
    if (mount(NULL, "/proc/sys", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | kPlain | MS_NOEXEC,
              NULL) != 0)
        return fault_now("make /proc/sys read-only");
    return FINE;
}

/* A remount throws out of memory all that nobody has in use (fs/super.c, reconfigure_super), and an
 * inode of /proc's goes with its name (fs/proc/inode.c, proc_sops). What is mounted upon stays. */
struct fault forget_proc(void) {
    if (mount(NULL, "/proc", NULL, MS_REMOUNT | kPlain | MS_NOEXEC, kProcOptions) != 0)
        return fault_now("remount the cells' /proc");
    return FINE;
}

static struct fault mount_tmpfs(const struct cell_config* config) {
    char data[160];
    const unsigned uid = (config->flags & KILN_ONE_ID) ? 0 : KILN_JOB_UID;
    const unsigned gid = (config->flags & KILN_ONE_ID) ? 0 : KILN_JOB_GID;
    const unsigned long long bytes = config->tmpfs_bytes, inodes = config->tmpfs_inodes;

    snprintf(data, sizeof data, "size=%llu,nr_inodes=%llu,mode=0755,uid=%u,gid=%u", bytes, inodes,
             uid, gid);
    if (mount("box", KILN_BOX, "tmpfs", kPlain, data) != 0) return fault_now("mount /box");

    snprintf(data, sizeof data, "size=%llu,nr_inodes=%llu,mode=1777", bytes, inodes);
    if (mount("tmp", "/tmp", "tmpfs", kPlain, data) != 0) return fault_now("mount /tmp");
    if (mount("shm", "/dev/shm", "tmpfs", kPlain | MS_NOEXEC, data) != 0)
        return fault_now("mount /dev/shm");
    return FINE;
}

/* What stands in a terminal is charged to nobody: at most 8 KB each way (drivers/tty/pty.c). */
#define MOST_TERMINALS "16"

static struct fault mount_pts(void) {
    if (mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC,
              "newinstance,ptmxmode=0666,mode=0620,max=" MOST_TERMINALS) != 0)
        return fault_now("mount /dev/pts");
    return FINE;
}

struct fault mount_cell(const struct cell_config* config) {
    struct fault fault = mount_tmpfs(config);
    if (fault.step == NULL) fault = mount_pts();
    return fault;
}

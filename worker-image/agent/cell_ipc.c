/* Theory of operation. Message queues and locked shared memory are counted for the user who made them,
 * against limits that hold for all of his processes. When a cell dies the kernel frees them with its
 * ipc namespace, but later, in a worker of its own (ipc/namespace.c, free_ipc, Linux 6.18): until then
 * the next cell, whose program is the same user, could tell that something is counted. So the agent
 * keeps the namespace until it has removed, in it,
 *
 *   1 POSIX message queues      files of the mqueue file system, which need not be mounted anywhere
 *   2 SysV shared memory        by number; nobody is attached any more
 *
 * SysV message queues and semaphores are counted for their namespace alone. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <unistd.h>

#include "cell.h"
#include "spaces.h"

static struct fault remove_queues_in(int folder) {
    char entries[4096] __attribute__((aligned(8)));
    for (;;) {
        const ssize_t size = getdents64(folder, entries, sizeof entries);
        if (size < 0) return fault_now("list message queues");
        if (size == 0) return FINE;
        for (ssize_t at = 0; at < size;) {
            const struct dirent64* entry = (const struct dirent64*)(const void*)(entries + at);
            at += entry->d_reclen;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            if (unlinkat(folder, entry->d_name, 0) != 0) return fault_now("remove a message queue");
        }
    }
}

static struct fault remove_message_queues(void) {
    const int context = fsopen("mqueue", FSOPEN_CLOEXEC);
    if (context < 0 && errno == ENODEV) return FINE; /* a kernel without CONFIG_POSIX_MQUEUE */
    if (context < 0) return fault_now("fsopen of mqueue");
    struct fault fault = FINE;
    int mount = -1, folder = -1;
    if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) != 0 ||
        (mount = fsmount(context, FSMOUNT_CLOEXEC, 0)) < 0 ||
        (folder = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) < 0)
        fault = fault_now("open the cell's message queues");
    if (fault.step == NULL) fault = remove_queues_in(folder);
    if (folder >= 0) close(folder);
    if (mount >= 0) close(mount);
    close(context);
    return fault;
}

static struct fault remove_shared_memory(void) {
    struct shm_info info;
    struct shmid_ds segment;
    const int last = shmctl(0, SHM_INFO, (struct shmid_ds*)(void*)&info);
    if (last < 0 && errno == ENOSYS) return FINE; /* a kernel without CONFIG_SYSVIPC */
    if (last < 0) return fault_now("count shared memory");
    if (info.used_ids == 0) return FINE;
    for (int i = 0; i <= last; i++) {
        const int id = shmctl(i, SHM_STAT_ANY, &segment);
        if (id >= 0 && shmctl(id, IPC_RMID, NULL) != 0) return fault_now("remove shared memory");
    }
    return FINE;
}

struct fault empty_ipc(int ipc) {
    if (setns(ipc, CLONE_NEWIPC) != 0) return fault_now("enter a dead cell's ipc namespace");
    struct fault fault = remove_message_queues();
    if (fault.step == NULL) fault = remove_shared_memory();
    const struct fault back = go_home();
    return fault.step != NULL ? fault : back;
}

/* Theory of operation. What stands between the agent's rights and a hostile program. In order,
 * because each step takes away what the ones before it need:
 *
 *   1 new_session          the program is nobody's terminal and nobody's process group
 *   2 set_fixed_limits     hard limits, core dumps off; oom_score_adj needs our own /proc still
 *   3 bound_capabilities   while we have the right to
 *   4 become_job_user, drop_capabilities   ids, then what is left, and no_new_privs, which an
 *                          unprivileged filter demands
 *   5 make_pipes           as the job's user, so that it may reopen /dev/stdout
 *   6 load_seccomp         from here on only harmless calls
 */
#include <fcntl.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cell.h"
#include "rights.h"

/* Descriptors a program begins with leave to hold, where the operator allows more: select(2) takes
 * no higher ones. */
enum { kSoftFiles = 1024 };

static int limit(__rlimit_resource_t resource, rlim_t soft, rlim_t hard) {
    const struct rlimit both = {soft, hard};
    return setrlimit(resource, &both);
}

static struct fault set_fixed_limits(rlim_t descriptors) {
    const rlim_t soft = descriptors < kSoftFiles ? descriptors : kSoftFiles;
    if (limit(RLIMIT_CORE, 0, 0) != 0) return fault_now("forbid core dumps");
    if (limit(RLIMIT_NOFILE, soft, descriptors) != 0) return fault_now("limit descriptors");
    if (limit(RLIMIT_MEMLOCK, 64 << 10, 64 << 10) != 0) return fault_now("limit locked memory");
    if (limit(RLIMIT_MSGQUEUE, 64 << 10, 64 << 10) != 0) return fault_now("limit message queues");
    if (limit(RLIMIT_SIGPENDING, 1024, 1024) != 0) return fault_now("limit queued signals");
    if (limit(RLIMIT_NICE, 0, 0) != 0) return fault_now("forbid raising the priority");
    if (limit(RLIMIT_RTPRIO, 0, 0) != 0) return fault_now("forbid real-time priority");
    /* When memory runs out the kernel picks us, not the init (raising is always allowed). */
    const int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0) return fault_now("open oom_score_adj");
    const ssize_t written = write(fd, "1000", 4);
    close(fd);
    if (written != 4) return fault_now("set oom_score_adj");
    return FINE;
}

static struct fault write_text(const char* path, const char* text) {
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0) return fault_now(path);
    const ssize_t written = write(fd, text, strlen(text));
    const struct fault fault = written < 0 ? fault_now(path) : FINE;
    close(fd);
    return fault;
}

/* Where only one host id is ours, the program gets it under another name, in a user namespace of
 * its own below the container's: over the init, which stays above, it has no right. */
static struct fault become_in_own_namespace(void) {
    if (unshare(CLONE_NEWUSER) != 0) return fault_now("unshare the user namespace");
    struct fault fault = write_text("/proc/self/setgroups", "deny");
    if (fault.step == NULL) fault = write_text("/proc/self/uid_map", "1000 0 1");
    if (fault.step == NULL) fault = write_text("/proc/self/gid_map", "1000 0 1");
    /* A new namespace comes with every capability in it, and a full bounding set. */
    if (fault.step == NULL) fault = bound_capabilities(-1);
    return fault;
}

static struct fault become_job_user(uint32_t flags) {
    if (flags & KILN_ONE_ID) return become_in_own_namespace();
    if ((flags & KILN_KEEP_GROUPS) == 0 && setgroups(0, NULL) != 0)
        return fault_now("drop supplementary groups");
    if (setresgid(KILN_JOB_GID, KILN_JOB_GID, KILN_JOB_GID) != 0) return fault_now("setresgid");
    if (setresuid(KILN_JOB_UID, KILN_JOB_UID, KILN_JOB_UID) != 0) return fault_now("setresuid");
    return FINE;
}

/* Steps 3 and 4. */
static struct fault drop_rights(uint32_t flags) {
    struct fault fault = bound_capabilities(-1);
    if (fault.step == NULL) fault = become_job_user(flags);
    if (fault.step == NULL) fault = drop_capabilities(-1);
    return fault;
}

static struct fault load_seccomp(const struct sock_fprog* program) {
    if (program->len == 0) return FINE;
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0) != 0)
        return fault_now("load the seccomp filter");
    return FINE;
}

struct fault strip(const struct cell_config* config, int out[2], int err[2]) {
    if (setsid() < 0) return fault_now("setsid");
    /* An operator's priority for Kiln is none for programs. */
    if (getpriority(PRIO_PROCESS, 0) < 0 && setpriority(PRIO_PROCESS, 0, 0) != 0)
        return fault_now("give up the priority");
    struct fault fault = set_fixed_limits(config->descriptors);
    if (fault.step == NULL && !KILN_WITHOUT(config->flags, KILN_WITHOUT_CAPABILITIES))
        fault = drop_rights(config->flags);
    if (fault.step != NULL) return fault;
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) return fault_now("pipe2");
    umask(022);
    if (chdir(KILN_BOX) != 0) return fault_now("chdir /box");
    return load_seccomp(&config->seccomp);
}

// What a program without any runtime sees of itself: a JSON object. It looks with system calls
// where posture.py looks through an interpreter, before anything else has run.
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

extern char** environ;

namespace {

bool first = true;

void field(const char* name, const std::string& value) {
    std::printf("%s\"%s\": \"%s\"", first ? "{" : ", ", name, value.c_str());
    first = false;
}

std::string kind_of(int fd) {
    struct stat about {};
    if (fstat(fd, &about) != 0) return "";
    const char* kind = S_ISFIFO(about.st_mode)   ? "pipe"
                       : S_ISREG(about.st_mode)  ? "file"
                       : S_ISCHR(about.st_mode)  ? "device"
                       : S_ISSOCK(about.st_mode) ? "socket"
                                                 : "other";
    return std::to_string(fd) + " " + kind + " flags " +
           std::to_string(fcntl(fd, F_GETFL) & ~O_LARGEFILE & ~0100000) + " " +
           std::to_string(fcntl(fd, F_GETFD)) + "; ";
}

std::string signals() {
    std::string odd;
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL)
            odd += std::to_string(number) + " ";
    }
    sigset_t blocked, pending;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    sigpending(&pending);
    for (int number = 1; number < NSIG; ++number) {
        if (sigismember(&blocked, number) == 1) odd += "blocked " + std::to_string(number) + " ";
        if (sigismember(&pending, number) == 1) odd += "pending " + std::to_string(number) + " ";
    }
    return odd;
}

std::string limits() {
    std::string all;
    for (int resource = 0; resource < RLIM_NLIMITS; ++resource) {
        rlimit each{};
        getrlimit(static_cast<__rlimit_resource>(resource), &each);
        const auto text = [](rlim_t value) {
            return value == RLIM_INFINITY ? std::string("all") : std::to_string(value);
        };
        all +=
            std::to_string(resource) + " " + text(each.rlim_cur) + " " + text(each.rlim_max) + "; ";
    }
    return all;
}

}  // namespace

int main(int argc, char** argv) {
    std::string open_files, words, bounding;
    for (int fd = 0; fd < 4096; ++fd) open_files += kind_of(fd);
    for (int i = 0; i < argc; ++i) words += std::string(argv[i]) + " ";
    for (char** each = environ; *each != nullptr; ++each) words += std::string(*each) + " ";
    for (int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; ++cap)
        bounding += prctl(PR_CAPBSET_READ, cap, 0, 0, 0) != 0 ? "1" : "";
    uid_t uids[3];
    gid_t gids[3];
    getresuid(&uids[0], &uids[1], &uids[2]);
    getresgid(&gids[0], &gids[1], &gids[2]);
    utsname host{};
    uname(&host);
    char here[4096] = "";
    (void)!getcwd(here, sizeof here);
    const mode_t mask = umask(022);

    std::string ids;
    for (int i = 0; i < 3; ++i)
        ids += std::to_string(uids[i]) + ":" + std::to_string(gids[i]) + " ";
    field("ids", ids + std::to_string(getgroups(0, nullptr)) + " groups");
    field("descriptors", open_files);
    field("arguments and environment", words);
    field("signals", signals());
    field("limits", limits());
    field("bounding set", bounding);
    field("controls", std::to_string(prctl(PR_GET_SECCOMP, 0, 0, 0, 0)) + " " +
                          std::to_string(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)) + " " +
                          std::to_string(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) + " " +
                          std::to_string(prctl(PR_GET_SECUREBITS, 0, 0, 0, 0)) + " " +
                          std::to_string(prctl(PR_GET_KEEPCAPS, 0, 0, 0, 0)) + " " +
                          std::to_string(prctl(PR_GET_CHILD_SUBREAPER, 0, 0, 0, 0)));
    field("personality", std::to_string(syscall(SYS_personality, 0xffffffff)));
    field("numbers", std::to_string(getpid()) + " " + std::to_string(getppid()) + " " +
                         std::to_string(getpgrp()) + " " + std::to_string(getsid(0)));
    field("priority", std::to_string(getpriority(PRIO_PROCESS, 0)) + " " +
                          std::to_string(syscall(SYS_sched_getscheduler, 0)) + " " +
                          std::to_string(syscall(SYS_ioprio_get, 1, 0)));
    field("host", std::string(host.nodename) + " " + host.domainname);
    field("directory", here);
    field("umask", std::to_string(mask));
    field("terminal", open("/dev/tty", O_RDWR) >= 0 ? "one" : strerrorname_np(errno));
    std::printf("}\n");
}

/* Theory of operation. The kernel reads a process's command line and environment from the address
 * ranges its memory map names, and a process may move those (PR_SET_MM_MAP, prctl(2), Linux 3.18 with
 * CONFIG_CHECKPOINT_RESTORE; without any right as long as the executable stays). It reads anonymous memory only there, so
 * the words move out of the mapped blob first. All other fields are set to what they are, as proc(5)
 * tells them. */
#include <fcntl.h>
#include <linux/prctl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gate.h"

/* Fields of /proc/self/stat, counted from 1 (proc(5)). */
enum { kFirstAfterName = 3, kStartCode = 26, kStartStack = 28, kStartData = 45, kEnvEnd = 51 };

/* One read, so that the numbers belong together. */
static int read_stat(unsigned long long* fields) {
    char text[2048];
    const int fd = (int)syscall(SYS_openat, AT_FDCWD, "/proc/self/stat", O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return -1;
    const ssize_t size = read(fd, text, sizeof text - 1);
    close(fd);
    if (size <= 0) return -1;
    text[size] = '\0';
    const char* at = strrchr(text, ')');
    if (at == NULL) return -1;
    for (int field = kFirstAfterName; field <= kEnvEnd; field++) {
        at = strchr(at + 1, ' ');
        if (at == NULL) return -1;
        if (sscanf(at, "%llu", &fields[field]) != 1) fields[field] = 0;
    }
    return 0;
}

static unsigned long long end_of(char* const* words, unsigned count) {
    return (unsigned long long)(words[count - 1] + strlen(words[count - 1]) + 1);
}

/* Copies the words to memory of their own, in order, and lets go of the blob. */
static struct fault move_words(struct job_words* words, unsigned argc, unsigned envc) {
    char* const from = words->argv[0];
    const size_t size =
        (size_t)((envc > 0 ? end_of(words->envp, envc) : end_of(words->argv, argc)) -
                 (unsigned long long)from);
    char* const to = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (to == MAP_FAILED) return fault_now("map the job's words");
    memcpy(to, from, size);
    for (unsigned i = 0; i < argc; i++) words->argv[i] = to + (words->argv[i] - from);
    for (unsigned i = 0; i < envc; i++) words->envp[i] = to + (words->envp[i] - from);
    munmap(words->blob, words->blob_bytes);
    return FINE;
}

int words_can_be_shown(void) {
    unsigned size = 0;
    return prctl(PR_SET_MM, PR_SET_MM_MAP_SIZE, &size, 0, 0) == 0 &&
           size == sizeof(struct prctl_mm_map);
}

struct fault show_words(struct job_words* words, unsigned argc, unsigned envc) {
    unsigned long long fields[kEnvEnd + 1];
    if (read_stat(fields) != 0) return fault_now("read /proc/self/stat");
    const struct fault fault = move_words(words, argc, envc);
    if (fault.step != NULL) return fault;
    struct prctl_mm_map map = {
        .start_code = fields[kStartCode],
        .end_code = fields[kStartCode + 1],
        .start_data = fields[kStartData],
        .end_data = fields[kStartData + 1],
        .start_brk = fields[kStartData + 2],
        .brk = (unsigned long long)sbrk(0),
        .start_stack = fields[kStartStack],
        .arg_start = (unsigned long long)words->argv[0],
        .arg_end = end_of(words->argv, argc),
        .exe_fd = (unsigned)-1,
    };
    map.env_start = envc > 0 ? (unsigned long long)words->envp[0] : map.arg_end;
    map.env_end = envc > 0 ? end_of(words->envp, envc) : map.arg_end;
    if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof map, 0) != 0)
        return fault_now("show the job's words in /proc");
    return FINE;
}

#include "job_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is left of the blob. */
struct reader {
    char* at;
    size_t left;
};

static struct fault malformed(void) {
    return (struct fault){"a job blob that does not fit its description", EBADMSG};
}

/* The next NUL-terminated string, or NULL if the blob ends first. */
static char* take_string(struct reader* in) {
    char* string = in->at;
    const char* end = memchr(string, '\0', in->left);
    if (end == NULL) return NULL;
    const size_t size = (size_t)(end - string) + 1;
    in->at += size;
    in->left -= size;
    return string;
}

static struct fault take_words(struct reader* in, uint32_t count, char** words) {
    if (count > KILN_MAX_ARGS) return malformed();
    for (uint32_t i = 0; i < count; i++)
        if ((words[i] = take_string(in)) == NULL) return malformed();
    words[count] = NULL;
    return FINE;
}

/* Makes the folders of "a/b/c": a, then a/b. An existing one is fine. */
static struct fault make_parents(char* name) {
    for (char* slash = strchr(name, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const int made = mkdir(name, 0755);
        *slash = '/';
        if (made != 0 && errno != EEXIST) return fault_now(KILN_STEP_FOLDER);
    }
    return FINE;
}

static struct fault write_all(int fd, const char* bytes, size_t size) {
    while (size > 0) {
        const ssize_t written = write(fd, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return fault_now(KILN_STEP_WRITE);
        bytes += written;
        size -= (size_t)written;
    }
    return FINE;
}

static struct fault copy_all(int to, int from) {
    off_t offset = 0; /* our own: the descriptor's offset is shared with the engine */
    for (;;) {
        const ssize_t copied = sendfile(to, from, &offset, 1 << 30);
        if (copied < 0 && errno == EINTR) continue;
        if (copied < 0) return fault_now(KILN_STEP_COPY);
        if (copied == 0) return FINE;
    }
}

/* The last of the files: nothing is unpacked through it. */
static struct fault make_link(struct reader* in, const char* name, uint64_t bytes) {
    char target[256];
    if (bytes == 0 || bytes >= sizeof target || bytes != in->left) return malformed();
    memcpy(target, in->at, bytes);
    target[bytes] = '\0';
    in->at += bytes;
    in->left -= bytes;
    return symlink(target, name) == 0 ? FINE : fault_now(KILN_STEP_LINK);
}

static struct fault take_file(struct reader* in, const int** next_fd, const int* end_fd) {
    struct kiln_file file;
    if (in->left < sizeof file) return malformed();
    memcpy(&file, in->at, sizeof file);
    in->at += sizeof file;
    in->left -= sizeof file;
    char* name = take_string(in);
    if (name == NULL || strlen(name) != file.name_bytes || file.name_bytes == 0) return malformed();
    const int by_fd = (file.flags & KILN_FILE_BY_FD) != 0;
    if (by_fd ? *next_fd == end_fd : file.bytes > in->left) return malformed();

    struct fault fault = make_parents(name);
    if (fault.step != NULL) return fault;
    if ((file.flags & KILN_FILE_LINK) != 0)
        return by_fd ? malformed() : make_link(in, name, file.bytes);
    const mode_t mode = (file.flags & KILN_FILE_EXECUTABLE) ? 0755 : 0644;
    const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0) return fault_now(KILN_STEP_CREATE);
    if (by_fd) {
        fault = copy_all(fd, *(*next_fd)++);
    } else {
        fault = write_all(fd, in->at, file.bytes);
        in->at += file.bytes;
        in->left -= file.bytes;
    }
    /* Closed before execve: a file that is open for writing cannot be run (ETXTBSY). */
    close(fd);
    return fault;
}

int first_file(const struct kiln_job* job) {
    return (job->flags & KILN_JOB_NO_INPUT) != 0 ? 1 : 2;
}

struct fault check_job(const struct kiln_job* job, ssize_t got, int count) {
    const struct fault bad = {"a job message that is not one", EBADMSG};
    if (got != (ssize_t)sizeof *job || job->version != KILN_PROTOCOL) return bad;
    const int least = first_file(job);
    return count < least || count > least + (int)KILN_MAX_FILE_FDS ? bad : FINE;
}

struct fault unpack_job(const struct kiln_job* job, const int* fds, int count,
                        struct job_words* words) {
    if (job->blob_bytes == 0 || job->files > KILN_MAX_FILES || job->argc == 0) return malformed();
    /* Private and writable: the strings are the job's from here on, and paths are cut in place. */
    struct stat about;
    if (fstat(fds[0], &about) != 0) return fault_now("fstat of the job blob");
    if ((uint64_t)about.st_size != job->blob_bytes) return malformed();
    char* blob = mmap(NULL, job->blob_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, fds[0], 0);
    if (blob == MAP_FAILED) return fault_now(KILN_STEP_MAP);

    words->blob = blob;
    words->blob_bytes = job->blob_bytes;
    struct reader in = {blob, job->blob_bytes};
    struct fault fault = take_words(&in, job->argc, words->argv);
    if (fault.step == NULL) fault = take_words(&in, job->envc, words->envp);
    const int* next_fd = fds + first_file(job);
    for (uint32_t i = 0; fault.step == NULL && i < job->files; i++)
        fault = take_file(&in, &next_fd, fds + count);
    if (fault.step != NULL) munmap(blob, job->blob_bytes);
    return fault;
}

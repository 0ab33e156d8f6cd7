/* Theory of operation. A warm compiler has read a stub: the preamble's headers (in C++ as a
 * precompiled header, because GCC lexes a whole unit before it parses any of it), then an include of
 * the gate's file. The stub bears the name of the job's source, so that a linemarker which leaves the
 * gate's file (flag 2) is back in what the compiler believes is the source: names, lines, carets and
 * __FILE__ are those of a compilation from the start.
 *
 *   1 warm_compiler   templates the headers left pending, instantiated as at the end of a unit:
 *                     with at_eof unset they would get another linkage, and other code
 *   2 compile_job     `as` starts beside us and reads our output from a pipe; the compiler goes on
 *   3 finish          on_exit(3): the compiler has written all; wait for `as`, show what the
 *                     compiler said, link
 *
 * Whatever is not as expected (a crash, a flood of messages, a message where the headers were read in
 * another order, an error that early instantiation may have caused, a linker that refuses) is done again by the job's own command, whose words are then
 * the only ones shown. */
#include "compiler.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "compiler_words.h"
#include "include_lines.h"
#include "pool/protocol/preamble.h"

enum { kMostMessages = 4 << 20, kPipeSize = 1 << 20 };

static struct compiler_words words; /* of the runtime: set once, before the first fork */
static int known;

static struct arrival* job;
static struct kiln_preamble preamble;
static char object[] = "/tmp/ccXXXXXX.o";
static pid_t assembler;
static int own_out, own_err, messages;
static struct rlimit file_size; /* the job's */

void warm_compiler(void) {
    known = read_compiler_words(&words);
    if (!known) return;
    int* at_eof = (int*)dlsym(RTLD_DEFAULT, "at_eof");
    void (*instantiate)(int) =
        (void (*)(int))dlsym(RTLD_DEFAULT, "_Z29instantiate_pending_templatesi");
    void (*initialize_rtl)(void) = (void (*)(void))dlsym(RTLD_DEFAULT, "_Z14initialize_rtlv");
    if (at_eof != NULL && instantiate != NULL) {
        *at_eof = 1;
        instantiate(0);
        *at_eof = 0;
    }
    if (initialize_rtl != NULL) initialize_rtl();
}

int is_compiler(void) {
    return known;
}

static _Noreturn void run_command(char* const* argv) {
    execve(argv[0], argv, environ);
    _exit(127);
}

static void restore_streams(void) {
    dup2(own_out, 1);
    dup2(own_err, 2);
    setrlimit(RLIMIT_FSIZE, &file_size);
    signal(SIGXFSZ, SIG_DFL);
}

/* The job's own command, as if nothing had been. */
static _Noreturn void start_over(void) {
    if (assembler > 0) {
        kill(assembler, SIGKILL);
        while (waitpid(assembler, NULL, 0) < 0 && errno == EINTR) {
        }
    }
    restore_streams();
    unlink(object);
    (void)execute(&job->words);
    _exit(127);
}

static void crashed(int number) {
    (void)number;
    start_over();
}

static int wait_status(pid_t child) {
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

/* The linker's words, also of a failure, are those of the job's command: it gets the object in the
 * place of the source. */
static _Noreturn void link_by_command(void) {
    char** argv = job->words.argv;
    for (uint32_t i = 0; i < job->job.argc; i++)
        if (strcmp(argv[i], words.source) == 0) argv[i] = object;
    (void)execute(&job->words);
    _exit(127);
}

static _Noreturn void link_program(void) {
    const pid_t linker = vfork();
    if (linker == 0) {
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (dup2(nowhere, 1) < 0 || dup2(nowhere, 2) < 0) _exit(127);
        run_command(words.link);
    }
    if (linker < 0 || wait_status(linker) != 0) link_by_command();
    unlink(object);
    _exit(0);
}

/* Step 3. */
static void finish(int status, void* unused) {
    (void)unused;
    if (assembler <= 0) return;
    fflush(stdout);
    fflush(stderr);
    /* Before waiting: the assembler reads until nobody holds the other end. */
    restore_streams();
    const int assembled = wait_status(assembler);
    assembler = 0;
    struct stat about;
    if (fstat(messages, &about) != 0 || about.st_size >= kMostMessages ||
        (status != 0 && status != 1))
        start_over();
    const size_t size = (size_t)about.st_size;
    const char* text = NULL;
    if (size > 0) text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, messages, 0);
    if (text == MAP_FAILED) start_over();
    if (size > 0 && !preamble.in_order) start_over();
    if (status != 0 && size > 0 && memmem(text, size, "after instantiation", 19) != NULL)
        start_over();
    if (size > 0) show_messages(text, size, words.source, &preamble);
    if (status == 0 && assembled == 0) link_program();
    unlink(object);
    _exit(1);
}

/* The source without the includes that are done, behind a linemarker, with its own time. Of includes
 * in order it starts after them, because the compiler counts the line before as the last include. */
static int rest_of_source(char* source, size_t size, const struct stat* about) {
    const struct kiln_line* last = &preamble.header[preamble.count - 1];
    const size_t done = preamble.in_order ? last->at + last->size : 0;
    const unsigned line = preamble.in_order ? last->line + 1 : 1;
    char marker[128];
    const int length = snprintf(marker, sizeof marker, "# %u \"%s\" 2\n", line, words.source);
    const int file = memfd_create("source", MFD_CLOEXEC);
    const struct timespec times[2] = {about->st_atim, about->st_mtim};
    for (unsigned i = 0; i < preamble.count; i++)
        memset(source + preamble.header[i].at, ' ',
               preamble.header[i].size - 1); /* not the newline */
    source += done;
    size -= done;
    if (file < 0 || write(file, marker, (size_t)length) != length ||
        write(file, source, size) != (ssize_t)size || futimens(file, times) != 0 ||
        lseek(file, 0, SEEK_SET) != 0)
        start_over();
    return file;
}

static int read_source(void) {
    const int fd = open(words.source, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0 || fstat(fd, &about) != 0 || about.st_size == 0) start_over();
    const size_t size = (size_t)about.st_size;
    char* source = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    close(fd);
    if (source == MAP_FAILED || !kiln_has_preamble(source, size, words.headers, &preamble))
        start_over();
    const int rest = rest_of_source(source, size, &about);
    munmap(source, size);
    return rest;
}

static void start_assembler(void) {
    int pipe_ends[2];
    const int made = mkstemps(object, 2);
    if (made < 0 || pipe2(pipe_ends, O_CLOEXEC) != 0) start_over();
    close(made);
    (void)fcntl(pipe_ends[1], F_SETPIPE_SZ, kPipeSize);
    put_object(&words, object);
    assembler = vfork();
    if (assembler == 0) {
        if (dup2(pipe_ends[0], 0) < 0) _exit(127);
        run_command(words.assemble);
    }
    if (assembler < 0 || dup2(pipe_ends[1], 1) < 0) start_over();
    close(pipe_ends[0]);
    close(pipe_ends[1]);
}

/* The compiler's messages go to a file first, because they may have to be unsaid; no larger than
 * can be shown. */
static void hold_messages(void) {
    messages = memfd_create("messages", MFD_CLOEXEC);
    if (messages < 0 || dup2(messages, 2) < 0) start_over();
    struct rlimit most = file_size;
    if (most.rlim_cur > kMostMessages) most.rlim_cur = kMostMessages;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &most) != 0) start_over();
}

static void catch_crashes(void) {
    static char stack[16384];
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
    const stack_t alternative = {.ss_sp = stack, .ss_size = sizeof stack};
    const struct sigaction action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK | SA_NODEFER};
    sigaltstack(&alternative, NULL);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaction(signals[i], &action, NULL);
}

int compile_job(struct arrival* arrival) {
    job = arrival;
    own_out = fcntl(1, F_DUPFD_CLOEXEC, 64);
    own_err = fcntl(2, F_DUPFD_CLOEXEC, 64);
    if (own_out < 0 || own_err < 0 || getrlimit(RLIMIT_FSIZE, &file_size) != 0) _exit(126);
    const int rest = read_source();
    start_assembler();
    hold_messages();
    catch_crashes();
    if (on_exit(finish, NULL) != 0) start_over();
    return rest;
}

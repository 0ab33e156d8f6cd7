// expect: signalled
// reason: SIGKILL
// says: ^last of out$
// says: ^last of err$
// limits: {"output_kb": 1024}
// within: 3
// why: what a program had written to both streams when it died is there to the last byte
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstring>
#include <string>

static void fill(int fd, const char* last) {
    fcntl(fd, F_SETPIPE_SZ, 1 << 19);
    std::string text;
    while (text.size() < 200'000) text += "line after line after line after line after line\n";
    text += last;
    for (size_t done = 0; done < text.size();) {
        const ssize_t put = write(fd, text.data() + done, text.size() - done);
        if (put <= 0) _exit(1);
        done += static_cast<size_t>(put);
    }
}

int main() {
    fill(1, "last of out\n");
    fill(2, "last of err\n");
    raise(SIGKILL);
}

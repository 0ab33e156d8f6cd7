// expect: ok
// says: ^held
// why: POSIX queues are bounded in bytes
#include <cstdio>
#include <fcntl.h>
#include <mqueue.h>
#include <string>

int main() {
    int made = 0;
    for (; made < 400; ++made) {
        mq_attr shape{};
        shape.mq_maxmsg = 10;
        shape.mq_msgsize = 8192;
        const std::string name = "/q" + std::to_string(made);
        if (mq_open(name.c_str(), O_RDWR | O_CREAT, 0600, &shape) < 0) break;
    }
    std::printf(made > 4 ? "ESCAPED %d queues\n" : "held %d\n", made);
}

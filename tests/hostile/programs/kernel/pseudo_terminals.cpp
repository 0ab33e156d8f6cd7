// expect: ok
// says: ^held
// why: a cell's own terminals are few, and take no input that nobody typed
// with: probe.h
#include <fcntl.h>
#include <sys/ioctl.h>
#include "probe.h"

int main() {
    int masters = 0, other = -1;
    for (int i = 0; i < 100; ++i) {
        const int fd = open("/dev/ptmx", O_RDWR | O_NOCTTY);
        if (fd < 0) break;
        other = fd;
        ++masters;
    }
    if (masters == 0 || masters > 16) probe::escaped("the number of terminals");
    const int unlock = 0;
    if (ioctl(other, TIOCSPTLCK, &unlock) != 0) probe::escaped("a terminal of no use");
    const int terminal = ioctl(other, TIOCGPTPEER, O_RDWR | O_NOCTTY);
    if (terminal < 0) probe::escaped("a terminal without another end");
    if (setsid() >= 0 && ioctl(terminal, TIOCSCTTY, 0) != 0) probe::escaped("no own terminal");
    char letter = 'x';
    const int discipline = 2;
    DENIED_AS("TIOCSTI", SYS_ioctl, terminal, TIOCSTI, &letter);
    DENIED_AS("TIOCLINUX", SYS_ioctl, terminal, TIOCLINUX, &letter);
    DENIED_AS("TIOCSETD", SYS_ioctl, terminal, TIOCSETD, &discipline);
    probe::denied("TIOCCONS", ioctl(terminal, TIOCCONS), {ENOTTY});
    return probe::end();
}

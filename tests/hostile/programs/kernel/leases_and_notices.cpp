// expect: ok
// says: ^held
// why: leases and directory notices on files that all containers share
// with: probe.h
#include <fcntl.h>
#include "probe.h"

int main() {
    const int file = open("/usr/bin/python3", O_RDONLY), folder = open("/usr", O_RDONLY);
    for (long kind : {0l, 1l}) DENIED(fcntl, file, 1024, kind);
    DENIED(fcntl, folder, 1026, 0x3f);
    DENIED_AS("lease by a wide number", SYS_fcntl, file, 1024ul | (1ul << 32), 0);
    DENIED_AS("notice by a wide number", SYS_fcntl, folder, 1026ul | (1ul << 32), 0x3f);
    return probe::end();
}

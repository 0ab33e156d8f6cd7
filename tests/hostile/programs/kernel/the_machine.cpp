// expect: ok
// says: ^held
// why: modules, kexec, reboot, swap, quota, accounting, ports, the log
// with: probe.h
#include "probe.h"

int main() {
    DENIED(kexec_load, 0, 0, nullptr, 0);
    DENIED(kexec_file_load, -1, -1, 0, nullptr, 0);
    DENIED(init_module, nullptr, 0, "");
    DENIED(finit_module, -1, "", 0);
    DENIED(delete_module, "none", 0);
    DENIED(reboot, 0xfee1dead, 672274793, 0x01234567, nullptr);
    DENIED(reboot, 0xfee1dead, 672274793, 0, nullptr);
    DENIED(swapon, "/tmp/x", 0);
    DENIED(swapoff, "/tmp/x");
    DENIED(quotactl, 0, nullptr, 0, nullptr);
    DENIED(quotactl_fd, -1, 0, 0, nullptr);
    DENIED(acct, "/tmp/x");
    DENIED(iopl, 3);
    DENIED(ioperm, 0x80, 1, 1);
    DENIED(syslog, 3, nullptr, 0);
    DENIED(syslog, 10, nullptr, 0);
    DENIED(sethostname, "x", 1);
    DENIED(setdomainname, "x", 1);
    DENIED(vhangup);
    DENIED(modify_ldt, 1, nullptr, 0);
    DENIED(ustat, 0, nullptr);
    DENIED(sysfs, 3);
    DENIED(_sysctl, nullptr);
    DENIED(uselib, "/usr/lib/x");
    DENIED(nfsservctl, 0, nullptr, nullptr);
    return probe::end();
}

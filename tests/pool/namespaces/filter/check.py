#!/usr/bin/python3
"""What the filter answers to every system call and option that the kernel's headers know.

Usage: check.py ANSWERS_BINARY            compares with answers.txt; exit status 1: they differ
       check.py ANSWERS_BINARY --write    writes answers.txt, to be read line by line in a review

The headers are this machine's linux-libc-dev and libc6-dev. A name that they have and answers.txt
has not is a failure: somebody must say what Kiln's answer to it is. So is a call or option of
recorded.txt, which real programs made (see record), that is refused and not in REFUSED.
"""

import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
RULES = os.path.join(HERE, *[os.pardir] * 4, "worker-image", "syscalls.conf")
TABLE = os.path.join(HERE, "answers.txt")
RECORDED = os.path.join(HERE, "recorded.txt")
INCLUDES = ("/usr/include", "/usr/include/x86_64-linux-gnu")

# Calls and options of recorded programs that are refused all the same, and why.
REFUSED = {
    "clone3": "its arguments are in memory: libc falls back on clone",
    "getsockopt SOL_SOCKET SO_INCOMING_NAPI_ID": "a number of the host's: Java asks whether it is there",
    "prctl PR_SET_VMA": "names of memory are charged to nobody: Go and libc do without",
    "socket AF_NETLINK SOCK_RAW NETLINK_ROUTE": "libc tells no addresses of interfaces then",
}

# A family: the names of one argument. (call, argument, names, what is no such name, headers, the
# other arguments)
FAMILIES = [
    ("fcntl", 1, r"\bF_[A-Z_]+\b", r"F_(RDLCK|WRLCK|UNLCK|EXLCK|SHLCK|OWNER_.*|SEAL_.*"
     r"|LINUX_SPECIFIC_BASE|GET(LK)64|SET(LK|LKW)64)", ["linux/fcntl.h", "asm-generic/fcntl.h"], {}),
    ("ioctl", 1, r"\b(?:T[CI][A-Z0-9]+|FIO[A-Z]+)\b", r"TIOCPKT_.*|TIOCSER_TEMT|TIOCM_.*|TIOCSERCONFIG"
     r"|TIOCSERGWILD|TIOCSERSWILD|TIOCTTYGSTRUCT", ["asm-generic/ioctls.h"], {}),
    ("ioctl", 1, r"\bSIOC[A-Z0-9_]+\b", r"SIOC_IOC_MAGIC|SIOCDEVPRIVATE_?|SIOCPROTOPRIVATE.+|SIOCGSTAMP.*_NEW",
     ["linux/sockios.h"], {}),
    ("ioctl", 1, r"#define\s+((?:FS_IOC|FI|BLK)[A-Z0-9_]+)\b", r"FS_IOC_[A-Z0-9_]*_FL|FIEMAP.*|FICLONE_.*"
     r"|FIDEDUPE_.*|BLKTRACESETUP|FILE_.*|BLKELV.ET", ["linux/fs.h"], {}),
    ("ioctl", 1, r"#define\s+(NS_GET_[A-Z0-9_]+)\b", r"$^", ["linux/nsfs.h"], {}),
    ("ioctl", 1, r"#define\s+(TUN(?:SET|GET)[A-Z0-9_]+)\b", r"$^", ["linux/if_tun.h"], {}),
    ("prctl", 0, r"#define\s+(PR_[A-Z0-9_]+)\b", r"PR_(UNALIGN|FPEMU|FP_EXC|TIMING|ENDIAN|TSC|MCE_KILL_(CLEAR|SET"
     r"|LATE|EARLY|DEFAULT)|SET_MM_|CAP_AMBIENT_|FP_MODE_|SVE_VL|SME_VL|SPEC_|PAC_AP|TAGGED|MTE_"
     r"|SYS_DISPATCH|SCHED_CORE_|SET_VMA_|MDWE_|SET_PTRACER_ANY|SVE_SET_VL_|SME_SET_VL_"
     r"|MEMORY_MERGE_).*", ["linux/prctl.h"], {}),
    ("madvise", 2, r"\bMADV_[A-Z_]+\b", r"$^", ["asm-generic/mman-common.h"], {}),
    ("fadvise64", 3, r"\bPOSIX_FADV_[A-Z]+\b", r"$^", ["linux/fadvise.h"], {}),
    ("arch_prctl", 0, r"#define\s+(ARCH_[A-Z0-9_]+)\b", r"$^", ["asm/prctl.h"], {}),
    ("membarrier", 0, r"\bMEMBARRIER_CMD_[A-Z_]+\b", r"$^", ["linux/membarrier.h"], {}),
    ("clone", 0, r"\bCLONE_[A-Z_]+\b", r"CLONE_(ARGS_SIZE.*|CLEAR_SIGHAND|INTO_CGROUP)",
     ["linux/sched.h"], {}),
    ("personality", 0, r"\b(?:PER_[A-Z0-9_]+|[A-Z_]+(?==\s*0x)|(?:UNAME26|ADDR_[A-Z0-9_]+|FDPIC_FUNCPTRS"
     r"|MMAP_PAGE_ZERO|READ_IMPLIES_EXEC|SHORT_INODE|WHOLE_SECONDS|STICKY_TIMEOUTS))\b",
     r"PER_MASK", ["linux/personality.h"], {}),
    ("mmap", 3, r"#define\s+(MAP_[A-Z0-9_]+)\b", r"MAP_HUGE_.*|MAP_FILE", ["asm-generic/mman-common.h",
     "asm-generic/mman.h", "asm/mman.h", "linux/mman.h"], {}),
    ("memfd_create", 1, r"#define\s+(MFD_[A-Z_]+)\b", r"MFD_HUGE_.*", ["linux/memfd.h"], {}),
    ("shmget", 2, r"#define\s+(SHM_(?:HUGETLB|NORESERVE))\b", r"$^", ["linux/shm.h"], {}),
    ("preadv2", 5, r"#define\s+(RWF_[A-Z]+)\b", r"RWF_SUPPORTED", ["linux/fs.h"], {}),
    ("pwritev2", 5, r"#define\s+(RWF_[A-Z]+)\b", r"RWF_SUPPORTED", ["linux/fs.h"], {}),
    ("socket", 0, r"#define\s+(AF_[A-Z0-9]+)\b", r"AF_MAX", ["bits/socket.h"], {1: ("SOCK_STREAM", 1)}),
    ("socket", 0, r"#define\s+(AF_[A-Z0-9]+)\b", r"AF_MAX", ["bits/socket.h"], {1: ("SOCK_DGRAM", 2)}),
    ("socket", 0, r"#define\s+(AF_[A-Z0-9]+)\b", r"AF_MAX", ["bits/socket.h"], {1: ("SOCK_RAW", 3)}),
    ("socketpair", 0, r"#define\s+(AF_[A-Z0-9]+)\b", r"AF_MAX", ["bits/socket.h"], {1: ("SOCK_STREAM", 1)}),
    ("socket", 2, r"#define\s+(NETLINK_[A-Z0-9]+)\s", r"$^", ["linux/netlink.h"],
     {0: ("AF_NETLINK", 16), 1: ("SOCK_RAW", 3)}),
    ("socket", 1, r"\bSOCK_[A-Z]+\b", r"SOCK_(CLOEXEC|NONBLOCK)", ["bits/socket_type.h"], {0: ("AF_UNIX", 1)}),
    ("socket", 1, r"\bSOCK_[A-Z]+\b", r"SOCK_(CLOEXEC|NONBLOCK)", ["bits/socket_type.h"], {0: ("AF_INET", 2)}),
    ("socket", 2, r"\bIPPROTO_[A-Z0-9]+\b", r"IPPROTO_MAX", ["linux/in.h"], {0: ("AF_INET", 2), 1: ("SOCK_STREAM", 1)}),
    ("socket", 2, r"\bIPPROTO_[A-Z0-9]+\b", r"IPPROTO_MAX", ["linux/in.h"], {0: ("AF_INET", 2), 1: ("SOCK_DGRAM", 2)}),
    ("socket", 2, r"\bIPPROTO_[A-Z0-9]+\b", r"IPPROTO_MAX", ["linux/in.h"], {0: ("AF_INET6", 10), 1: ("SOCK_STREAM", 1)}),
    ("socket", 2, r"\bIPPROTO_[A-Z0-9]+\b", r"IPPROTO_MAX", ["linux/in.h"], {0: ("AF_INET6", 10), 1: ("SOCK_DGRAM", 2)}),
]
for _call in ("setsockopt", "getsockopt"):
    FAMILIES += [
        (_call, 2, r"#define\s+(SO_[A-Z0-9_]+)\b", r"SO_(RCV|SND)TIMEO|SO_TIMESTAMP(NS|ING)?",
         ["asm-generic/socket.h"], {1: ("SOL_SOCKET", 1)}),
        (_call, 2, r"#define\s+((?:IP|MCAST)_[A-Z0-9_]+)\b", r"IP_PMTUDISC_.*|IP_DEFAULT_.*|IP_MSFILTER_SIZE"
         r"|MCAST_(EXCLUDE|INCLUDE)", ["linux/in.h"], {1: ("SOL_IP", 0)}),
        (_call, 2, r"#define\s+(IPV6_[A-Z0-9_]+)\b", r"IPV6_(PMTUDISC|FL_[AFS]|PRIORITY|FLOWINFO_(FLOW|PRI)"
         r"|TLV|USE_MIN_MTU|PREFER_SRC|OPTIONS_FAILURE|PADDING|SRCRT).*", ["linux/in6.h"], {1: ("SOL_IPV6", 41)}),
        (_call, 2, r"#define\s+(TCP_[A-Z0-9_]+)\b", r"TCP_(MSS_.*|MD5SIG_(MAX|FLAG).*|REPAIR_(ON|OFF|OFF_NO_WP)"
         r"|RECEIVE_ZEROCOPY_FLAG.*)", ["linux/tcp.h"], {1: ("SOL_TCP", 6)}),
        (_call, 2, r"#define\s+(UDP_[A-Z0-9_]+)\b", r"UDP_ENCAP_.*", ["linux/udp.h"], {1: ("SOL_UDP", 17)}),
        (_call, 1, r"#define\s+(SOL_[A-Z0-9_]+)\b", r"$^", ["bits/socket.h"], {2: ("1", 1)}),
    ]

HEADERS = """
#define _GNU_SOURCE
#include <stdio.h>
#include <sys/socket.h>
#include <asm/termbits.h>
#include <linux/serial.h>
#include <linux/fiemap.h>
#include <linux/blkpg.h>
#include <asm/ioctls.h>
#include <linux/sockios.h>
#include <linux/nsfs.h>
#include <linux/if_tun.h>
#include <linux/fs.h>
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <asm/prctl.h>
#include <asm/mman.h>
#include <linux/mman.h>
#include <linux/memfd.h>
#include <linux/shm.h>
#include <linux/fadvise.h>
#include <linux/membarrier.h>
#include <linux/sched.h>
#include <linux/personality.h>
#include <linux/netlink.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
"""


def header(name):
    for folder in INCLUDES:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path) as file:
                return re.sub(r"/\*.*?\*/", " ", file.read(), flags=re.S)
    sys.exit(f"{name} is on none of {INCLUDES}: install linux-libc-dev and libc6-dev")


def calls():
    return {name: int(number) for name, number in
            re.findall(r"#define __NR_(\w+) (\d+)", header("asm/unistd_64.h"))}


def names_of(pattern, exception, headers):
    found = {name for each in headers for name in re.findall(pattern, header(each))}
    return sorted(name for name in found if not re.fullmatch(exception, name))


def values_of(names):
    """{name: number}, by the C compiler. Names that are no numbers fail the compilation."""
    lines = "".join(f'printf("{name} %llu\\n", (unsigned long long)(unsigned)({name}));\n'
                    for name in names)
    with tempfile.TemporaryDirectory(prefix="test-of-filter-") as folder:
        source = os.path.join(folder, "names.c")
        with open(source, "w") as file:
            file.write(HEADERS + "int main(void) {\n" + lines + "return 0; }\n")
        subprocess.run(["gcc", "-w", "-o", source[:-2], source], check=True)
        told = subprocess.run([source[:-2]], check=True, capture_output=True, text=True).stdout
    return {name: int(number) for name, number in (line.split() for line in told.splitlines())}


def questions():
    """(title, number, arguments) of all that is asked."""
    numbers = calls()
    with open(RULES) as file:
        rules = [line.split("#")[0].split() for line in file]
    checked = {word for words in rules if any(re.match(r"a\d[=&]", w) for w in words)
               for word in words[1:] if not re.match(r"a\d[=&]", word)}
    for name, number in numbers.items():
        yield (name + (" *" if name in checked else ""), number, [0] * 6)
    names = {n for _, _, pattern, exception, headers, _ in FAMILIES
             for n in names_of(pattern, exception, headers)}
    values = values_of(sorted(names))
    for call, index, pattern, exception, headers, others in FAMILIES:
        for name in names_of(pattern, exception, headers):
            arguments = [others[i][1] if i in others else 0 for i in range(6)]
            arguments[index] = values[name]
            words = [others[i][0] if i in others else name if i == index else None
                     for i in range(6)]
            yield (" ".join([call] + [word for word in words if word]), numbers[call], arguments)
    for pid in (1, 2):
        yield (f"pidfd_open {pid}", numbers["pidfd_open"], [pid] + [0] * 5)
    last = max(numbers.values())
    for number in sorted(set(range(1024)) - set(numbers.values())):
        yield ("later numbers" if number > last else f"number {number}", number, [0] * 6)
    for name in ("getpid", "mount", "read"):
        yield (f"x32 {name}", numbers[name] | 0x40000000, [0] * 6)


def ask(binary, asked):
    lines = "".join(f"{number} {' '.join(map(str, arguments))}\n" for _, number, arguments in asked)
    told = subprocess.run([binary, RULES], input=lines, capture_output=True, text=True, check=True)
    answers = told.stdout.split()
    if len(answers) != len(asked):
        sys.exit(f"{len(asked)} questions, {len(answers)} answers")
    return {f"{title}: {answer}" for (title, _, _), answer in zip(asked, answers)}


def parts(line):
    """A recorded line, or one for each flag where it has several."""
    words = line.split()
    flags = words[-1].split("|") if len(words) > 1 else []
    if len(flags) < 2:
        return [line]
    return [" ".join([*words[:-1], flag]) for flag in flags if not flag.startswith("SIG")]


def recorded_that_is_refused(answers):
    """What real programs did and the table refuses, or does not have."""
    table = dict(line.rsplit(": ", 1) for line in answers)
    with open(RECORDED) as file:
        for line in file.read().splitlines():
            for part in parts(line):
                answer = table.get(part) or table.get(part + " *")  # by its arguments
                if answer is None:
                    yield f"{part}: recorded, and in no table"
                elif answer not in ("allow", "done") and part not in REFUSED:
                    yield f"{part}: recorded, and refused with {answer}"


def main(arguments):
    if len(arguments) not in (1, 2):
        sys.exit(__doc__)
    answers = sorted(ask(arguments[0], list(questions())))
    if arguments[1:] == ["--write"]:
        with open(TABLE, "w") as file:
            file.write("\n".join(answers) + "\n")
        return 0
    with open(TABLE) as file:
        golden = file.read().splitlines()
    trouble = [f"not in answers.txt: {line}" for line in answers if line not in golden]
    trouble += [f"only in answers.txt: {line}" for line in golden if line not in answers]
    trouble += recorded_that_is_refused(answers)
    print("\n".join(trouble) or f"{len(answers)} answers, as they should be")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# expect: ok
# says: ^held
# env: {"SHOWN": "@SHOWN@"}
# why: nothing of the host's own files but /usr and what the catalogue names is in sight
import os
# .proc: what /proc shows of the machine, as it stood when the container was made.
# kiln: the gate library, what warm runtimes start with, and tools of compile steps.
allowed = {".proc", "bin", "box", "dev", "etc", "kiln", "lib", "lib32", "lib64", "libx32", "proc",
           "run", "sbin", "tmp", "usr"}
got = sorted(set(os.listdir("/")) - allowed)
etc = {path.split("/")[2] for path in os.environ["SHOWN"].split() if path.startswith("/etc/")}
got += ["/etc/" + name for name in sorted(set(os.listdir("/etc")) - etc)]
got += ["/kiln/" + name for name in set(os.listdir("/kiln")) - {"gate.so", "tools", "warm"}]
got += [path for path in ("/kiln", "/kiln/gate.so", "/kiln/tools", "/kiln/warm")
        if os.access(path, os.W_OK)]
got += ["/run/" + name for name in os.listdir("/run")]
for path in ("/sys", "/var", "/home", "/root", "/boot", "/mnt", "/srv", "/opt", "/.dockerenv",
             "/var/run/docker.sock", "/run/docker.sock", "/etc/shadow", "/proc/1/environ",
             "/proc/sys/fs/binfmt_misc/register", "/sys/fs/cgroup", "/sys/kernel/security",
             "/proc/fs/nfsd", "/dev/mem", "/dev/kmsg", "/dev/vda", "/dev/fuse", "/dev/kvm",
             "/dev/net/tun", "/dev/tty", "/dev/console", "/dev/log"):
    if os.path.lexists(path):
        got.append(path)
got += ["/dev/pts/" + name for name in os.listdir("/dev/pts") if name != "ptmx"]
print("ESCAPED " + str(got) if got else "held")

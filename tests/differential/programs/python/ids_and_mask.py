import os

print(os.getresuid(), os.getresgid(), os.getgroups(), oct(os.umask(0o22)), os.umask(0o22))
print(os.getpgid(0) == os.getpid(), os.getsid(0) == os.getpid(), os.getppid())
print([line.strip() for line in open("/proc/self/status")
       if line.startswith(("Cap", "NoNewPrivs", "Seccomp", "Groups", "Name", "Umask"))])

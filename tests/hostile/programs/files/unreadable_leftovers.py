# expect: ok
# says: ^held
# why: folders nobody may enter, deep, full, locked and mapped, are thrown away all the same
import fcntl
import mmap
import os
for n in range(50):
    os.makedirs(f"/box/a{n}/b/c", 0o700)
    os.mkfifo(f"/box/a{n}/b/fifo")
    os.symlink("/", f"/box/a{n}/b/root")
    os.chmod(f"/box/a{n}/b", 0)
    os.chmod(f"/box/a{n}", 0)
file = open("/tmp/mapped", "w+b")
file.truncate(1 << 20)
kept = mmap.mmap(file.fileno(), 1 << 20)
kept[:5] = b"dirty"
fcntl.flock(file, fcntl.LOCK_EX)
os.chdir("/box/../tmp")
os.mkdir("gone")
os.chdir("gone")
os.rmdir("/tmp/gone")
print("held")

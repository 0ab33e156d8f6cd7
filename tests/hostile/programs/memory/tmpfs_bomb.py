# expect: ok
# says: ^held \[\d+, \d+, \d+\]$
# why: each writable file system is full long before the host is
wrote = []
for folder in ("/tmp", "/box", "/dev/shm"):
    size = 0
    try:
        for n in range(40):
            with open(f"{folder}/f{n}", "wb", buffering=0) as file:
                for _ in range(10):
                    size += file.write(bytes(1 << 20))
    except OSError:
        pass
    wrote.append(size >> 20)
print("held" if max(wrote) <= 64 else "ESCAPED", wrote)

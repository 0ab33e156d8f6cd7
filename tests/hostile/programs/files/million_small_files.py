# expect: ok, time_limit
# says: ^held|^$
# limits: {"wall_ms": 6000}
# why: inodes run out in the cell, not on the host
count = 0
try:
    for count in range(1000000):
        open(f"/tmp/f{count}", "w").close()
    print("ESCAPED a million files")
except OSError:
    print("held", count)

# expect: ok, memory_limit
# says: ^held|^$
# why: a path deeper than any walker is thrown away unwalked
import os
depth = 0
try:
    os.chdir("/tmp")
    for depth in range(20000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
except OSError:
    pass
print("held", depth)

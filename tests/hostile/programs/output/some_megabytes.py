# expect: output_limit
# why: more than the limit, by a program that would then end by itself
import os

for _ in range(160):
    os.write(1, b"y" * 65536)

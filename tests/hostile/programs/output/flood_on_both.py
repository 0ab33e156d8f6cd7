# expect: output_limit
# why: both streams share one limit
import os
while True:
    os.write(1, b"o" * 4096)
    os.write(2, b"e" * 4096)

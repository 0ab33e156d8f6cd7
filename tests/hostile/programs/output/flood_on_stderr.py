# expect: output_limit
# why: the other stream
import sys
while True:
    sys.stderr.write("e" * 65536)

# expect: output_limit
# limits: {"output_kb": 1}
# why: a cut in the middle of a character
import os
os.write(1, b"a" * 1023 + "\U0001f600".encode() * 100)

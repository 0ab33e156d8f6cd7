# expect: ok
# says: end$
# why: bytes that are no text reach nobody as broken JSON
import os
os.write(1, bytes(range(256)) * 16 + b"\xed\xa0\x80\xc0\x80\xf5\xff end\n")

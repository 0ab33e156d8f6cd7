# expect: ok
# says: ^held
# why: no terminals to make
import os
try:
    os.openpty()
    print("ESCAPED a terminal")
except OSError:
    print("held")

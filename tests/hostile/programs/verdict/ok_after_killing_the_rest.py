# expect: ok
# says: ^OK$
# why: killing whatever can be killed and printing OK is an honest end
import os
try:
    os.kill(-1, 9)
except OSError:
    pass
print("OK")

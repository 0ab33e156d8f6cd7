# expect: ok
# says: ^held
# why: a program may destroy what is its own
import os
os.unlink(__file__)
open(__file__, "w").write("other")
print("held")

# expect: runtime_error
# why: the exit status of a crash, by hand
import os
os._exit(139)

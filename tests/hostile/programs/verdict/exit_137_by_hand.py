# expect: runtime_error
# why: the exit status of a memory kill, by hand
import os
os._exit(137)

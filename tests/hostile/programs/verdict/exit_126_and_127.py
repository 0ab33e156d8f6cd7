# expect: runtime_error
# why: the statuses by which a child says that it could not start
import os
os._exit(127)

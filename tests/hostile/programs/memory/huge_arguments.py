# expect: ok
# says: ^held
# why: arguments and environment for an exec are bounded
import errno
import os
try:
    os.execve("/bin/true", ["true"] + ["x" * 100000] * 4000, {})
except OSError as error:
    print("held", errno.errorcode[error.errno])

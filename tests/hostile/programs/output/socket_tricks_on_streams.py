# expect: ok
# says: ^held
# stdin: "abc"
# why: streams are pipes that take no descriptor, and stdin is not the engine's file
import os
import socket
import stat
kinds = [stat.S_IFMT(os.fstat(fd).st_mode) for fd in (0, 1, 2)]
got = []
if socket.SocketType and any(stat.S_ISSOCK(kind) for kind in kinds):
    got.append("a stream is a socket")
try:
    os.ftruncate(0, 100)
    got.append("stdin can be truncated")
except OSError:
    pass
try:
    os.write(0, b"x")
    got.append("stdin can be written")
except OSError:
    pass
try:
    with open("/proc/self/fd/0", "wb", buffering=0) as again:
        again.write(b"x")
        got.append("stdin can be opened and written")
except OSError:
    pass
print("ESCAPED " + str(got) if got else "held")

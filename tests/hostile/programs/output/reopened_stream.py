# expect: ok
# says: ^held
# why: a stream opened again through /proc reads nothing of anyone else's and can be written
import os
fd = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
try:
    seen = os.read(fd, 100)
except BlockingIOError:
    seen = b""
with open("/dev/stdout", "w") as again:
    again.write("held\n" if not seen else f"ESCAPED read {seen!r}\n")

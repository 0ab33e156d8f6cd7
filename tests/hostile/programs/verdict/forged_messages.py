# expect: ok
# says: ^held
# why: no socket of the engine, the agent or the init is in reach to speak on or to listen at
import os
import socket
import struct
got = []
for fd in range(3, 1024):
    try:
        s = socket.socket(fileno=os.dup(fd))
    except OSError:
        continue
    s.settimeout(0.2)
    try:
        # a kiln_event CELL_MADE, or what else fits
        s.send(struct.pack("<IIQ", 1, 101, 1) + bytes(200))
        got.append(f"spoke on {fd}")
    except OSError:
        pass
    try:
        got.append(f"heard {s.recvmsg(4096, 4096)!r} on {fd}")
    except OSError:
        pass
print("ESCAPED " + str(got) if got else "held")

# expect: ok
# says: ^all of it$
# within: 2
# why: a stream that lies in the queue of a socket that nobody reads holds up nobody
import array
import os
import socket
import sys
print("all of it", flush=True)
keep, queue = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
for fd in (1, 2):
    keep.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))])
sys.stdout = sys.stderr = None
os._exit(0)

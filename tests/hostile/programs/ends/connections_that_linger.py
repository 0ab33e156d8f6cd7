# expect: ok
# says: ^held
# why: who closes a connection that lingers waits until its peer has read all
import os
import socket
import struct

server = socket.create_server(("127.0.0.1", 0))
client = socket.create_connection(server.getsockname())
client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 3600))
print("lingers" if any(client.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)) else "held", flush=True)
peer, _ = server.accept()
client.setblocking(False)
try:
    while True:
        client.send(b"x" * 65536)
except BlockingIOError:
    pass
client.close()
os._exit(0)

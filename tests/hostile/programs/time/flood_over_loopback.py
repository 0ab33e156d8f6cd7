# expect: time_limit
# reason: cpu
# limits: {"cpu_ms": 1500, "wall_ms": 8000}
# why: packets over loopback are work of the kernel's, charged to whom it happens to interrupt
import os
import socket

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 9999))
for _ in range(8):
    if os.fork() == 0:
        client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        client.connect(("127.0.0.1", 9999))
        while True:
            try:
                client.send(b"x" * 1000)
            except OSError:
                pass
while True:
    server.recv(2000)

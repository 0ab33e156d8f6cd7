# expect: ok
# says: ^held
# env: {"PORT": "@PORT@", "NATS": "@NATS_PORT@", "HOST": "@HOST_IP@"}
# why: no address leads to the host: not its loopback, not its own address, not its message server
import os
import socket
got = []
for address in ("127.0.0.1", "127.0.1.1", "0.0.0.0", "localhost", os.environ["HOST"], "::1", "::",
                "::ffff:127.0.0.1", "172.17.0.1", "10.0.2.2", "192.168.0.1", "host.docker.internal"):
    for port in (int(os.environ["PORT"]), int(os.environ["NATS"]), 22, 4222, 50053, 2375):
        for kind in (socket.AF_INET, socket.AF_INET6):
            with socket.socket(kind) as s:
                s.settimeout(0.2)
                try:
                    s.connect((address, port))
                    got.append((address, port))
                except (OSError, UnicodeError):
                    pass
print("ESCAPED " + str(got) if got else "held")

# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a server on loopback, of TCP, of UDP and of a unix socket's abstract name
import socket
import pair

PORT = 7779


def plant():
    servers = [socket.create_server(("127.0.0.1", PORT)),
               socket.create_server(("::1", PORT), family=socket.AF_INET6),
               socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
    servers[2].bind(("127.0.0.1", PORT))
    return servers


def look():
    seen = []
    for address in (("127.0.0.1", PORT), ("::1", PORT)):
        try:
            socket.create_connection(address, 1).close()
            seen.append(True)
        except OSError:
            seen.append(False)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asks:
        asks.settimeout(0.3)
        asks.connect(("127.0.0.1", PORT))
        try:
            asks.send(b"?")
            asks.recv(1)
        except OSError as error:
            seen.append(type(error).__name__)
    return seen


pair.run(plant, look)

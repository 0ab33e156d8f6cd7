# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a port in use, of TCP and of UDP
import socket
import pair


def bind(kind):
    s = socket.socket(socket.AF_INET, kind)
    s.bind(("0.0.0.0", 7777))
    return s


def look():
    seen = []
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        try:
            bind(kind).close()
            seen.append(False)
        except OSError:
            seen.append(True)
    return seen


pair.run(lambda: [bind(socket.SOCK_STREAM), bind(socket.SOCK_DGRAM)], look)

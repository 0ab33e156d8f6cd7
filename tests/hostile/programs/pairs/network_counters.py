# expect: ok
# pair: successive between simultaneous
# with: pair.py
# why: counters of the network namespace
import socket
import pair


def plant():
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(50)]
    for s in sockets:
        try:
            s.sendto(b"x", ("255.255.255.255", 9))
        except OSError:
            pass
    return sockets


def look():
    seen = []
    for name in ("snmp", "netstat", "sockstat", "sockstat6", "dev", "unix", "udp", "tcp", "raw"):
        try:
            seen.append(open(f"/proc/net/{name}").read())
        except OSError:
            seen.append("")
    return "".join(seen)


pair.run(plant, look)

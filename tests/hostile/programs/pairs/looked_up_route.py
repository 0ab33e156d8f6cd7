# expect: ok
# pair: successive between simultaneous
# with: pair.py
# why: a datagram socket that is only connected looks up a route, which is kept and counted
import socket
import pair


def plant():
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.connect((address, 9))


pair.run(plant, lambda: [open(f"/proc/net/{name}").read()
                         for name in ("rt6_stats", "ipv6_route", "route", "snmp6")])

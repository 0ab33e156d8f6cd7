# expect: ok
# pair: successive between simultaneous
# with: pair.py
# why: who joins a multicast group is reported a moment after, and counted then
import socket
import struct
import time
import pair


def join(family, level, option, request):
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as s:
            s.setsockopt(level, option, request)
    except OSError:
        pass


def plant():
    lo = socket.if_nametoindex("lo")
    join(socket.AF_INET, socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP,
         socket.inet_aton("224.1.2.3") + socket.inet_aton("127.0.0.1"))
    join(socket.AF_INET6, socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
         socket.inet_pton(socket.AF_INET6, "ff02::99") + struct.pack("I", lo))


def look():
    time.sleep(1.5)
    return "".join(open(f"/proc/net/{name}").read()
                   for name in ("snmp", "netstat", "snmp6", "dev", "igmp", "igmp6"))


pair.run(plant, look)

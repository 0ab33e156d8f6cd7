# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: sockets of TCP are counted for the whole host
import socket
import pair


def plant():
    return [socket.socket(socket.AF_INET, socket.SOCK_STREAM) for _ in range(500)]


def look():
    words = next(line for line in open("/proc/net/sockstat") if line.startswith("TCP:")).split()
    return int(words[words.index("alloc") + 1]) > 400


pair.run(plant, look)

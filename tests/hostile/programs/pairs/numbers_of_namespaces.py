# expect: ok
# pair: between
# with: pair.py
# control: none, what a program is in does not change while it runs
# why: a namespace that was replaced has another number than the one before
import os
import socket
import pair


def plant():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.sendto(b"x", ("127.0.0.1", 9))


pair.run(plant, lambda: os.readlink("/proc/self/ns/net"))

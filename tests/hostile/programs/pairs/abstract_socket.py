# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a socket with an abstract name
import socket
import pair


def plant():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0bit")
    listener.listen()
    return listener


def look():
    with socket.socket(socket.AF_UNIX) as s:
        return s.connect_ex("\0bit") == 0


pair.run(plant, look)

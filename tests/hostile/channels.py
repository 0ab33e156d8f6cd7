"""How often a second a program can look at what the kernel counts for all: at most so many bits a
second pass between two programs by each. Run it as a job: kiln run tests/hostile/channels.py
"""

import ctypes
import os
import socket
import time

LIBC = ctypes.CDLL(None)


def rate(look):
    looks, start = 0, time.perf_counter()
    while time.perf_counter() - start < 0.5:
        looks += look()
    return looks / (time.perf_counter() - start)


def pipe_numbers():
    """A processor takes its inode numbers by the thousand: a look is one such batch."""
    for _ in range(1024):
        for end in os.pipe():
            os.close(end)
    return 1


def tcp_sockets():
    """The writer's part, too: a bit is some sockets, made and closed."""
    made = [socket.socket() for _ in range(50)]
    with open("/proc/net/sockstat") as file:
        file.read()
    for each in made:
        each.close()
    return 1


def system_information():
    LIBC.sysinfo(ctypes.create_string_buffer(256))
    return 1


def main():
    for look in (pipe_numbers, tcp_sockets, system_information):
        print(f"{look.__name__:<20}{rate(look):12.0f} looks a second")


if __name__ == "__main__":
    main()

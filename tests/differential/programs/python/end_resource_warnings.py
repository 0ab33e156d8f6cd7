import warnings

warnings.simplefilter("always")
import os
import socket

file = open("/dev/null")
scan = os.scandir("/")
next(scan)
left = socket.socket()
print("end")

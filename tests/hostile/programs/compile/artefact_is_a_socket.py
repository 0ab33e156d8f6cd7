# language: planter
# expect: compile_error
# why: a socket file
import socket
socket.socket(socket.AF_UNIX).bind("program")

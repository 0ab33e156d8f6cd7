import functools
import itertools
import os
import random
import socket
import string
import sys
import threading
import uuid

print(random.getstate()[0], threading.active_count(), socket.getdefaulttimeout(), os.linesep == "\n")
print(next(itertools.count()), string.ascii_lowercase, uuid.UUID(int=5), functools.partial(print).args)
print(sys.exc_info(), sys.getrecursionlimit(), threading.excepthook.__name__)

import os
import sys

os.mkdir("lib")
for name, text in (("lib/bisect.py", "bisect = 'of lib'\nbisect_left = insort = None"),
                   ("lib/queue.py", "Queue = 'of lib'")):
    with open(name, "w") as file:
        file.write(text)
sys.path.insert(0, "lib")
import bisect
import queue
import heapq
print(bisect.bisect, queue.Queue, bisect.__file__, heapq.__file__)
import random
print(random._bisect is bisect.bisect)

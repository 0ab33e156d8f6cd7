import sys
import types

fake = types.ModuleType("bisect")
fake.bisect = fake.insort = None
sys.modules["bisect"] = fake
try:
    import random
    print(random.random() < 1)
except ImportError as error:
    print(error)
sys.modules["heapq"] = None
try:
    import queue
except ImportError as error:
    print(error)
import collections
try:
    collections.Counter("aab").most_common(1)
    print(collections.Counter("aab").most_common(1))
except ImportError as error:
    print(error)

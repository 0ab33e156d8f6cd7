import threading
import sys

results = []


def work():
    import json
    import random
    import statistics
    results.append((json.dumps([1]), random.Random(4).random(), statistics.mean([1, 2])))


threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(set(results)), results[0])

import heapq
import sys
from collections import defaultdict

data = sys.stdin.buffer.read().split()
n, m = int(data[0]), int(data[1])
graph = defaultdict(list)
for i in range(m):
    a, b, w = map(int, data[2 + 3 * i: 5 + 3 * i])
    graph[a].append((b, w))
    graph[b].append((a, w))
far = [float("inf")] * (n + 1)
far[1] = 0
queue = [(0, 1)]
while queue:
    d, u = heapq.heappop(queue)
    if d > far[u]:
        continue
    for v, w in graph[u]:
        if d + w < far[v]:
            far[v] = d + w
            heapq.heappush(queue, (far[v], v))
sys.stdout.write(" ".join(map(str, far[1:])) + "\n")

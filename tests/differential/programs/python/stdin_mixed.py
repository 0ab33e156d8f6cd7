import os
import sys

n = int(input())
values = list(map(int, sys.stdin.readline().split()))
print(n, sum(values), sys.stdin.buffer.readline(), os.read(0, 10))

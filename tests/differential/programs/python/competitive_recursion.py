import sys
import threading

sys.setrecursionlimit(100_000)
threading.stack_size(256 << 20)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


thread = threading.Thread(target=lambda: print(depth(int(input()))))
thread.start()
thread.join()

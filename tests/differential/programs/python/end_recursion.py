import sys


class Deep:
    def __init__(self, below):
        self.below = below

    def __del__(self):
        def down(n):
            return n if n == 0 else down(n - 1)
        try:
            down(100000)
        except RecursionError as error:
            print(error)


deep = None
for _ in range(3):
    deep = Deep(deep)
sys.setrecursionlimit(200)

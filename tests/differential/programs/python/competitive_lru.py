from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate, permutations


@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(int(input())), fib.cache_info())
print(list(accumulate(range(6))), len(list(permutations("abcd"))), bisect_left([1, 3, 5], 4))

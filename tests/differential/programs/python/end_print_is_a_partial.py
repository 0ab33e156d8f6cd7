import builtins
import functools

builtins.print = functools.partial(print, file=open(1, "w", 1 << 20, closefd=False))
print(1)

import inspect
import linecache


def documented(a, b=2, *rest, key: int = 3, **others):
    """What it does."""
    return a  # and a comment


class Thing:
    x = 1


print(inspect.getsource(documented), inspect.getsource(Thing), inspect.signature(documented))
print(inspect.getsourcefile(Thing), inspect.getmodule(Thing).__name__, inspect.getfile(documented))
print(repr(linecache.getline(__file__, 1)), documented.__code__.co_firstlineno)
print(documented.__code__.co_filename, documented.__globals__ is globals())

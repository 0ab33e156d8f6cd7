import builtins
import sys

main = sys.modules["__main__"]
print(__name__, __file__, __doc__, __package__, __spec__, __annotations__)
print(type(__loader__).__name__, __loader__.name, __loader__.path)
print(__builtins__ is builtins, main.__dict__ is globals(), repr(main))
print(sorted(globals()))
print([hasattr(main, name) for name in ("__cached__", "__path__")], dir())

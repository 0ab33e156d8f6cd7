import sys

own = sys.modules.get("sitecustomize")
print(own and own.__file__, own and sorted(name for name in vars(own) if not name.startswith("__")))
print([name for name in sys.modules if "kiln" in name], [path for path in sys.path if "kiln" in path])

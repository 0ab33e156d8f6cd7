import sys

print(sys.modules["sitecustomize"].__file__)
print(sorted(name for name in vars(sys.modules["sitecustomize"]) if not name.startswith("__")))
print([name for name in sys.modules if "kiln" in name], [path for path in sys.path if "kiln" in path])

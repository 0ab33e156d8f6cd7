import importlib.resources
import pkgutil

import spaces.one

print(spaces.one.word, spaces.__path__, [each.name for each in pkgutil.iter_modules(spaces.__path__)])
print(importlib.resources.files("spaces").joinpath("data.txt").read_text())

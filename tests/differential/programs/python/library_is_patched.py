import builtins
import json
import random

random.random = lambda: 0.5
json.dumps = str
builtins.extra = "a new builtin"
del builtins.reversed
print(random.random(), json.dumps({}), extra)
try:
    reversed([])
except NameError as error:
    print(error)

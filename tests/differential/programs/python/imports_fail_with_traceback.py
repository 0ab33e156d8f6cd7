def f():
    import nothing_of_that_name


try:
    import json.nothing
except ImportError as error:
    print(error)
try:
    from json import nothing
except ImportError as error:
    print(error)
try:
    import importlib
    importlib.import_module(".x", "json")
except ImportError as error:
    print(error)
f()

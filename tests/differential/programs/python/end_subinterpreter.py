import _xxsubinterpreters as interpreters

one = interpreters.create()
interpreters.run_string(one, """
import sys, atexit
print(sorted(sys.modules)[:3], [name for name in sys.modules if "kiln" in name])
print(sys.path[-1], sys.argv, "sitecustomize" in sys.modules)
atexit.register(print, "at exit of another")
import json
print(json.dumps([1]))
""")
interpreters.destroy(one)
print(interpreters.list_all() == [interpreters.get_main()])

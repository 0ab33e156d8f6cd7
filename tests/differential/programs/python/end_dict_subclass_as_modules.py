import sys


class Modules(dict):
    def __getitem__(self, name):
        return dict.__getitem__(self, name)


sys.modules = Modules(sys.modules)
import json
print("json" in sys.modules, json.dumps({}))

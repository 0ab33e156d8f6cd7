import sys
import types


class Watcher:
    def __init__(self, module):
        self.names = module.__dict__

    def __del__(self):
        print({name: value for name, value in self.names.items() if not name.startswith("__")})


module = types.ModuleType("mine")
module._private = 1
module.public = 2
sys.modules["mine"] = module
module.watcher = Watcher(module)
del module
print("end")

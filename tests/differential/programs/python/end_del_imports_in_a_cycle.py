import gc
import sys


class Late:
    def __init__(self):
        self.me = self

    def __del__(self):
        import json
        print(sys.is_finalizing(), json.dumps([1]), len(sys.modules) > 30, sys.path is None)
        with open("/dev/null") as file:
            print(file.name)


gc.disable()
Late()
gc.enable()
print("end")

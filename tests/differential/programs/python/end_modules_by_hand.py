import sys


class NotAModule:
    def __del__(self):
        print("del", sys)


sys.modules["object"] = NotAModule()
sys.modules["none"] = None
sys.modules["number"] = 5
print("end")

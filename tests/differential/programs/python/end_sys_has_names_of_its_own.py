import sys


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


sys.__builtins__ = Named("__builtins__")
sys.ps1, sys.ps2 = Named("ps1"), Named("ps2")
kept = Named("kept")
print("end")

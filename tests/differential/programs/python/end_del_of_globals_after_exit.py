import json
import os
import random
import sys


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, sys is None, os is None, json is None, random is None)
        print(os.getcwd is None, json.dumps is None, random.random is None)


_a = Named("_a")
a = Named("a")
b = Named("b")
sys.exit(3)

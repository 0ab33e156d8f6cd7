import json


class Named:
    def __del__(self):
        print("del", json.dumps([1]))


def f():
    named = Named()
    raise ValueError("no")


outer = Named()
f()

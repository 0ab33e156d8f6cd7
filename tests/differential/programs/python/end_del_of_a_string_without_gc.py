import json


class Text(str):
    __slots__ = ()

    def __del__(self):
        print("del", str(self))


json.kept = Text("in json")
kept = Text("in main")
print("end")

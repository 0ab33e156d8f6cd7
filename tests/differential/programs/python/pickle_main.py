import copyreg
import pickle


class Point:
    def __init__(self, x):
        self.x = x


data = pickle.dumps(Point(3))
print(data, pickle.loads(data).x, Point.__module__, pickle.whichmodule(Point, "Point"))
try:
    pickle.dumps(lambda: 0)
except Exception as error:
    print(type(error), error.args[0].rpartition(" at ")[0], error.args[0].rpartition(":")[2])

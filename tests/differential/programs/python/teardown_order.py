class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name, flush=True)


_private = Named("private")
a = Named("a")
b = Named("b")
a_cycle = [Named("in a cycle")]
a_cycle.append(a_cycle)
kept = {"x": Named("in a dict")}
print("end")

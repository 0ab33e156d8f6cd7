import contextvars


class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


variable = contextvars.ContextVar("variable", default=Named("default"))
variable.set(Named("set"))
copy = contextvars.copy_context()
print("end")

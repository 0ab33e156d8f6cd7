import builtins


class Named:
    def __del__(self):
        print("del", len(dir(builtins)) > 100)


builtins.kept = Named()
builtins._ = Named()
print("end")

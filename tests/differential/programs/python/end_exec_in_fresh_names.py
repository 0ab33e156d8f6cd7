class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


names = {"Named": Named}
exec("kept = Named('in exec')\ndef f(): return kept", names)
f = names["f"]
del names
print(f().name)

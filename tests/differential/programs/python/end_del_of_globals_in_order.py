class Named:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


b = Named("b")
_a = Named("_a")
a = Named("a")
__c = Named("__c")
d = [Named("d0"), Named("d1")]


def function(default=Named("default")):
    return default


class Holder:
    attribute = Named("class attribute")


e = Holder()
e.named = Named("instance attribute")
print("end")

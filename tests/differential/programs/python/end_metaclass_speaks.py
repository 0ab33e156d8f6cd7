class Meta(type):
    def __hash__(cls):
        return 1

    def __eq__(cls, other):
        return cls is other

    def __del__(cls):
        print("class is gone", cls.__name__)


class Plain(metaclass=Meta):
    pass


one = Plain()
print("end")

class Noisy:
    def __del__(self):
        raise ValueError("in __del__")


def drop():
    Noisy()


drop()
print("after")

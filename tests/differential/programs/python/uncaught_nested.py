import functools


def outer(n):
    return middle(n) + 1


def middle(n):
    return functools.reduce(lambda a, b: a // b, [1, n])


class Thing:
    def method(self):
        return [outer(each) for each in (1, 0)]


Thing().method()

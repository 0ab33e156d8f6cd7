from . import inner


def thing():
    return inner.__name__, __file__

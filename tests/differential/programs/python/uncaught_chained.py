def first():
    raise ValueError("the first")


def second():
    try:
        first()
    except ValueError as error:
        raise KeyError("the second") from error


try:
    second()
except KeyError:
    raise RuntimeError("the third: é中")

def plain():
    yield 1
    yield 2


def careful(name):
    try:
        yield 1
        yield 2
    finally:
        print("finally", name)


def within():
    with open("/dev/null") as file:
        yield from careful("inner")
    print("never")


a, b, c, d = plain(), careful("outer"), within(), careful("not started")
next(a), next(b), next(c)
print("end")

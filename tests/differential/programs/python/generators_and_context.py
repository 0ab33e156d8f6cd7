from contextlib import ExitStack, contextmanager


@contextmanager
def step(name):
    print("enter", name)
    try:
        yield name
    finally:
        print("leave", name)


def endless():
    try:
        while True:
            yield 1
    finally:
        print("generator closed at the end")


source = endless()
print(next(source))
with ExitStack() as stack:
    print([stack.enter_context(step(each)) for each in "ab"])

import contextlib


@contextlib.contextmanager
def managed(name):
    print("enter", name)
    try:
        yield name
    finally:
        print("leave", name)


stack = contextlib.ExitStack()
stack.enter_context(managed("a"))
manager = managed("b")
manager.__enter__()
print("end")

import weakref

LIMIT = 5


class Watcher:
    def __del__(self):
        print("LIMIT is", LIMIT if "LIMIT" in globals() else "gone", callable(helper))


def helper():
    pass


watcher = Watcher()
target = Watcher
weakref.finalize(Watcher, print, "finalize at exit")

import builtins


class Late:
    def __del__(self):
        print(len([1, 2]), list(map(type, (1,))))


builtins.len = lambda _: "own"
builtins.any = builtins.type = builtins.set = builtins.map = None
late = Late()
print(len([]))

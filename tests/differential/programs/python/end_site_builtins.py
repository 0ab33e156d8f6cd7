import builtins


class Late:
    def __del__(self):
        print([name for name in ("exit", "quit", "copyright", "open", "help", "print")
               if hasattr(builtins, name)])


late = Late()
print(repr(exit), [name for name in dir(builtins) if name in ("license", "credits")])

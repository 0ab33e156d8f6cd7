import sys


class Late:
    def __del__(self):
        print(sys.is_finalizing(), "open" in dir(__builtins__), "exit" in dir(__builtins__))
        try:
            open("x", "w")
        except NameError as error:
            print(error)
        try:
            import json
        except ImportError as error:
            print(error)
        print(sys.modules, sys.path, sys.meta_path, sys.argv)


late = Late()

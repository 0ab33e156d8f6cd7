import sys
import types


class Finder:
    def find_spec(self, name, path=None, target=None):
        print("asked for", name)
        return None


sys.meta_path.insert(0, Finder())
import textwrap
print(textwrap.fill("a b", 1))

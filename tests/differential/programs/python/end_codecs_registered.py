import codecs


class Search:
    def __call__(self, name):
        return None

    def __del__(self, write=__import__("os").write):
        write(1, b"search is gone\n")


class Errors:
    def __call__(self, error):
        return ("?", error.end)

    def __del__(self, write=__import__("os").write):
        write(1, b"errors is gone\n")


codecs.register(Search())
codecs.register_error("mine", Errors())
print("é".encode("ascii", "mine"))

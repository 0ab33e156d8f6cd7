import io
import sys


class Upper(io.TextIOBase):
    def __init__(self, below):
        self.below = below

    def write(self, text):
        return self.below.write(text.upper())

    def flush(self):
        self.below.write("(flush)")
        self.below.flush()


sys.stdout = Upper(sys.stdout)
print("shout")

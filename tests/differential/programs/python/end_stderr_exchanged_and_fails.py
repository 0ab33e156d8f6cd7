import sys


class Failing:
    closed = False

    def write(self, text):
        return len(text)

    def flush(self):
        raise OSError("cannot flush")


sys.stderr = Failing()
print("nothing")
sys.exit(2)

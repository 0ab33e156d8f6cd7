import sys


class Status:
    @property
    def __class__(self):
        print("asked for its class")
        return int

    def __str__(self):
        return "as text"


sys.exit(Status())

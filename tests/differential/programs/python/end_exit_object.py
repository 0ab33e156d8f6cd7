import sys


class Status:
    def __str__(self):
        print("str")
        return "as text"

    def __del__(self):
        print("del")


sys.exit(Status())

import sys


def careful():
    try:
        yield 1
    finally:
        print("finally", sys)


g = careful()
next(g)
raise SystemExit("bye")

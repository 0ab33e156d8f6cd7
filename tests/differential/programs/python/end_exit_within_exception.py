import sys

try:
    1 / 0
except ZeroDivisionError:
    try:
        sys.exit(4)
    finally:
        print("finally")

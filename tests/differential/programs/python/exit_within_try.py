import sys

try:
    sys.exit(4)
except SystemExit as end:
    print("code", end.code)
    try:
        raise
    finally:
        print("finally")

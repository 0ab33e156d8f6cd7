import json
import sys


class Own:
    def __del__(self):
        print("del")


sys.stdin = Own()
json.stdin = sys.stdin
print("end")

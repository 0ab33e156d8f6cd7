import sys

kept = sys.modules
sys.modules = {}
try:
    import json
    print(json.dumps([1]))
except Exception as error:
    print(type(error), error)

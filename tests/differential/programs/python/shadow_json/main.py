import json

print(json.dumps({"a": 1}), json.__file__)

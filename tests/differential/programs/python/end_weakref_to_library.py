import json
import random
import weakref

kept = [weakref.ref(json, lambda ref: print("json is gone")),
        weakref.ref(random.Random, lambda ref: print("Random is gone")),
        weakref.ref(json.JSONDecoder, print)]
print("end")

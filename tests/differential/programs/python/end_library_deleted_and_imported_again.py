import sys

import json
first = json
first.kept = 1
del sys.modules["json"]
import json
print(json is first, hasattr(json, "kept"), "json.decoder" in sys.modules)
import random
before = random
sys.modules.pop("random")
import random
print(before is random, before.Random is random.Random)

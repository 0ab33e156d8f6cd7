import gc

print(gc.callbacks, gc.garbage, gc.get_debug(), gc.get_threshold(), gc.isenabled())
print(gc.collect(), gc.collect())
import json
print(gc.collect() >= 0, gc.is_tracked([]), gc.is_tracked(json.__dict__))

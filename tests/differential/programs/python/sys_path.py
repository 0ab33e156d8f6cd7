import os
import sys

print(sys.path, os.getcwd(), sys.path[0] == os.getcwd())
print(sorted(sys.path_importer_cache)[:1] != [], [getattr(f, "__name__", type(f).__name__) for f in sys.meta_path])
print(sys.pycache_prefix, sys._git[0], sys.implementation.cache_tag)

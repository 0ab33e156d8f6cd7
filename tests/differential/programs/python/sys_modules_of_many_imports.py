import sys

print(list(sys.modules))
import random
print(list(sys.modules))
import asyncio, unittest, tempfile, logging, json, statistics, uuid, typing, pathlib
print(list(sys.modules))
print(list(sys.path_importer_cache)[1:-2])
print("abc" in dir(__import__("collections")), hasattr(__import__("importlib"), "util"))

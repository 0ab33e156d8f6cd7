import collections
import concurrent
import importlib
import os
import urllib
import encodings
import unittest
import json

print(hasattr(collections, "abc"), hasattr(importlib, "util"), hasattr(importlib, "machinery"))
print(hasattr(urllib, "parse"), hasattr(encodings, "latin_1"), hasattr(concurrent, "futures"))
print(callable(unittest.main), unittest.main.__module__, json.decoder.__name__)
import collections.abc
import urllib.parse
print(hasattr(collections, "abc"), hasattr(urllib, "parse"))

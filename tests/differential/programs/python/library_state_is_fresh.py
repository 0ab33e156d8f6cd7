import decimal
import json
import logging
import random
import re
import socket
import string
import warnings

print(logging.root.handlers, logging.root.level, logging._handlers.__class__.__name__, logging.raiseExceptions)
print(json._default_encoder.__class__.__name__, decimal.getcontext().flags[decimal.Inexact], random.gauss.__self__.gauss_next)
print(socket.getdefaulttimeout(), re.sub("a", "b", "banana"), string.Template("$x").substitute(x=1))
print([name for name, module in __import__("sys").modules.items() if hasattr(module, "__warningregistry__")])
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("w")
print(caught[0].filename, caught[0].lineno)

import sys

import package
import package.inner as inner
from package.inner import thing
from tool import double

print(double(4), thing(), inner.__name__, package.__path__, package.__file__)
print(sys.modules["package.inner"].__spec__.origin, inner.__package__, __package__)
import os

print(sorted(os.listdir(".")), sorted(os.listdir("package")))

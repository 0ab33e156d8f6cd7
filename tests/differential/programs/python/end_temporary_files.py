import os
import tempfile

folder = tempfile.TemporaryDirectory()
open(os.path.join(folder.name, "x"), "w").close()
file = tempfile.NamedTemporaryFile()
spooled = tempfile.SpooledTemporaryFile()
print(os.path.exists(file.name))
import atexit
atexit.register(lambda name=folder.name: print("exists", os.path.exists(name)))

import os
import pathlib
import tempfile

print(tempfile.gettempdir(), os.path.expanduser("~"), pathlib.Path.home(), pathlib.Path(__file__).resolve())
with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
    print(len(os.path.basename(file.name)), os.path.dirname(folder), oct(os.stat(folder).st_mode))
print(os.listdir(tempfile.gettempdir()))

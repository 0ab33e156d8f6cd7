# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: modules, start-up files and caches planted for the next interpreter
import os
import site
import sys
import pair


def plant():
    for path in ("/tmp/sitecustomize.py", "/box/usercustomize.py", site.getusersitepackages() + "/x.pth",
                 "/tmp/.pythonrc", "/tmp/.bashrc", "/tmp/.noderc.js", "/box/__pycache__/os.pyc"):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write("import builtins; builtins.bit = 1\n")


def look():
    import builtins
    return hasattr(builtins, "bit"), os.path.exists("/tmp/.bashrc"), "sitecustomize" in sys.modules


pair.run(plant, look)

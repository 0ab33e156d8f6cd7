import sys

print("main", "sitecustomize" in sys.modules, "usercustomize" in sys.modules)

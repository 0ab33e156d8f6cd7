import runpy
import sys

print(runpy.run_module("mod", run_name="__main__", alter_sys=True)["value"])
print(runpy.run_path("mod.py")["__name__"], __name__, sys.argv)

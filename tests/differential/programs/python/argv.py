import sys

print(sys.argv)
print(sys.orig_argv, sys.orig_argv[-6:] == sys.argv[1:])
print(sys.executable, sys.prefix, sys.base_prefix, sys.exec_prefix, sys.platlibdir)

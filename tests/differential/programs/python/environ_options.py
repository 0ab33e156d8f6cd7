import sys

print(sys.flags, sys.warnoptions, __debug__, sys.dont_write_bytecode)
assert False, "not reached with -O"

import sys

print(sys.flags.dev_mode, sys.warnoptions)
open(__file__)

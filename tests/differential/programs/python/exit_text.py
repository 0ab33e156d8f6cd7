import sys

sys.exit("said on stderr: é")

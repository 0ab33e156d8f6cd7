import sys

sys.stdout.write("no newline at the end, " * 3)
sys.stderr.write("nor on stderr")

import sys

print(sys.path)
import inside_lib

print(inside_lib.word, inside_lib.__file__)

import sys

value = (__name__, sys.argv[0].rsplit("/")[-1], __file__.rsplit("/")[-1])

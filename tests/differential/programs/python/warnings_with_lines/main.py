import warnings


def old():
    warnings.warn("old is old", DeprecationWarning, stacklevel=2)
    warnings.warn("user's own")


old()
old()
for _ in range(2):
    warnings.warn("in a loop", RuntimeWarning)
import helper

helper.old()
warnings.simplefilter("error")
try:
    old()
except DeprecationWarning as error:
    print("raised", error)

import sys


class Noisy:
    def __del__(self):
        print("gone", sys is None, __name__)


noisy = Noisy()
del sys.modules[__name__]
print("ok")

import warnings


class Old:
    def __del__(self):
        warnings.warn("from del", DeprecationWarning, stacklevel=1)
        warnings.warn("user")


old = Old()
warnings.warn("now")
print("end")

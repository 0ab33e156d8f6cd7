import warnings


def old():
    warnings.warn("not shown: not __main__", DeprecationWarning)
    warnings.warn("shown", FutureWarning)

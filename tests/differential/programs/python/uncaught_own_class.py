class Oops(Exception):
    def __str__(self):
        raise ValueError("cannot be shown")


raise Oops

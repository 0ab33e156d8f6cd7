# A comment on the first line.


def go(n):
    return deeper(n)


def deeper(n):
    return 1 / n

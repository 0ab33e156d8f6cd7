def depth(n):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


print(depth(0))


def endless(n):
    return endless(n + 1)


endless(0)

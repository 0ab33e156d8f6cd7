x = 1
if x is 1:
    print("\d", (1, 2) is not None)
assert (x, "always true")

x = 5
breakpoint()
print("not reached", x)

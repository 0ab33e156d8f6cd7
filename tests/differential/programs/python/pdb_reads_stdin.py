x = 5
breakpoint()
x += 1
print("reached", x)

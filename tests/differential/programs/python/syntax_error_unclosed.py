values = [1, 2,
print("no bracket")

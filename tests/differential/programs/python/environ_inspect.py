x = 41
print("main ends")

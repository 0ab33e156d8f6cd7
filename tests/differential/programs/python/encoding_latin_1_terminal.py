print("before")
print("é")

import json

json.out = open(1, "w", 1 << 16, closefd=False)
json.out.write("kept in json\n")
print("end")

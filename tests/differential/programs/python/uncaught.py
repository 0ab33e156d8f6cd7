print("before")
value = {}["missing"]

import warnings

for each in warnings.filters:
    print(each)
print(warnings._onceregistry, warnings._defaultaction, globals().get("__warningregistry__"))

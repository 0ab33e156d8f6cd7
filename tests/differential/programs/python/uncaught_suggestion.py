import collections

try:
    collections.OrderedDic()
except AttributeError as error:
    print(error)
counter = 1
print(conter)

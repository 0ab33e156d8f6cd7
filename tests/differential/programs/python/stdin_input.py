name = input("name? ")
age = int(input())
print(name, age + 1)
input("more? ")

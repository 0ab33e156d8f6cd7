from left import a

b = 2

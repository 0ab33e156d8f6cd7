# no cookie
word = "déjà"
print(word)

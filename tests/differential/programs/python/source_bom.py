word = "é"
print(word, open(__file__, "rb").read(3))

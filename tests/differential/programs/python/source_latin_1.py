# -*- coding: latin-1 -*-
word = "déjà"
print(word, len(word), __file__)

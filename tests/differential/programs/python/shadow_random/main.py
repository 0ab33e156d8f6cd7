import random

print(random.word, random.__file__)
import tempfile

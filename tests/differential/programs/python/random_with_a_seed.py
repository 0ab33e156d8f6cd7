import random

random.seed(42)
print(random.random(), random.sample(range(100), 5), random.choices("abc", k=5), random.gauss(0, 1))
print(random.Random("text").getrandbits(64), random.Random(7).shuffle(items := [1, 2, 3]), items)

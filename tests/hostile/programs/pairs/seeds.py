# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, it is a comparison of readers
# why: hash seeds, addresses and random numbers of one job tell nothing of the next one's
import random
import pair
seen = [random.random(), hash("bit"), id(pair)]
pair.run(lambda: random.seed(1), lambda: [random.random() == seen[0], hash("bit") != seen[1]])

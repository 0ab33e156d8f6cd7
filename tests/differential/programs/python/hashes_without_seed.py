print(hash(12345), hash((1, 2, (3,))), hash(1.5), hash(2**61 - 1), hash(-1), hash(True), hash(None) == hash(None))
print(hash(frozenset([1, 2, 3])), list({3, 1, 2, 100, 50}), hash(1j))

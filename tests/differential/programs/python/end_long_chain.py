class Link:
    def __init__(self, below):
        self.below = below


chain = None
for _ in range(200000):
    chain = Link(chain)
nested = []
for _ in range(200000):
    nested = [nested]
print("end")

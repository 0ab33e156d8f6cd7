kept = []


class Phoenix:
    def __init__(self, n):
        self.n = n
        self.me = self

    def __del__(self):
        print("del", self.n)
        kept.append(self)
        if self.n < 2:
            Phoenix(self.n + 1)


Phoenix(0)
print("end")

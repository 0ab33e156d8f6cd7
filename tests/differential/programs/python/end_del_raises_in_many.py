class Bad:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        raise ValueError(self.n)


one = Bad(1)
two = [Bad(2)]
three = {3: Bad(3)}
print("end")

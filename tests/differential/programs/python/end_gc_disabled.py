import gc


class Cycle:
    def __init__(self):
        self.me = self

    def __del__(self):
        import sys
        print("del", sys.meta_path is None)


gc.disable()
Cycle()
print("end", gc.isenabled())

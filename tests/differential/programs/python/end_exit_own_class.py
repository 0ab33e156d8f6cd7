class Leave(SystemExit):
    @property
    def code(self):
        print("asked")
        return 6


raise Leave(3)

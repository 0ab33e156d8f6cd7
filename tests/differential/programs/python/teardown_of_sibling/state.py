class Holder:
    name = "holder"

    def __del__(self):
        print("holder goes, len is", len, "print is there")


holder = Holder()

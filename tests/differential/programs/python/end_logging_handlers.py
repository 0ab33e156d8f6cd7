import logging


class Handler(logging.StreamHandler):
    def close(self):
        print("close", self.name)
        super().close()

    def __del__(self):
        print("del", self.name)


for name in "ab":
    handler = Handler()
    handler.name = name
    logging.getLogger(name).addHandler(handler)
del handler
logging.getLogger("a").warning("said")
logging.warning("root")

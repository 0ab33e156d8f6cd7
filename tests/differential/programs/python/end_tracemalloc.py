import tracemalloc


class Late:
    def __del__(self):
        print(tracemalloc.is_tracing())


tracemalloc.start()
late = Late()
late.me = late

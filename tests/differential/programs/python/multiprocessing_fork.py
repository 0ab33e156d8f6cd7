import multiprocessing
import os


def work(n):
    return n * n, os.getppid() == parent


parent = os.getpid()
if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(2) as pool:
        print(pool.map(work, range(4)))
    print(multiprocessing.get_start_method(), multiprocessing.current_process().name)

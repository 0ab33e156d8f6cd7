import atexit
import concurrent.futures

pool = concurrent.futures.ThreadPoolExecutor(1)
pool.submit(print, "early").result()


def late():
    try:
        pool.submit(print, "late")
    except RuntimeError as error:
        print(error)


atexit.register(late)

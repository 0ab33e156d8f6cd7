import concurrent.futures
import threading

pool = concurrent.futures.ThreadPoolExecutor(1)
main_is_over = threading.Event()
pool.submit(main_is_over.wait)
for n in range(4):
    pool.submit(print, "job", n)
pool.submit(lambda: 1 / 0)
print("end")
main_is_over.set()

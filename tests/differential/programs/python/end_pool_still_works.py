import concurrent.futures
import time

pool = concurrent.futures.ThreadPoolExecutor(2)
for n in range(4):
    pool.submit(lambda n=n: (time.sleep(0.01 * n), print("job", n)))
pool.submit(lambda: 1 / 0)
print("end")

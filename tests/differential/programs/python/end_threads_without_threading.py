import _thread
import time

done = []


def work():
    done.append(1)
    time.sleep(60)


_thread.start_new_thread(work, ())
while not done:
    time.sleep(0.001)
print("end")

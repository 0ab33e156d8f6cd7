import threading
import time


def work():
    time.sleep(0.05)
    raise KeyError("late")


threading.Thread(target=work, name="late").start()
print("end")

import threading
import time


def work():
    time.sleep(0.05)
    print("thread ends last")


threading.Thread(target=work).start()
print("main ends first")

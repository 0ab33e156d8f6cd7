import threading
import time


def work():
    print("daemon started", flush=True)
    time.sleep(30)
    print("never printed")


started = threading.Thread(target=work, daemon=True)
started.start()
time.sleep(0.02)
print("main ends")

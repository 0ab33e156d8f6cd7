import threading
import time


class Noisy:
    def __del__(self):
        print("del in", threading.current_thread() is threading.main_thread())


def work(started):
    noisy = Noisy()
    try:
        started.set()
        while True:
            time.sleep(0.01)
    finally:
        print("never")


started = threading.Event()
threading.Thread(target=work, args=(started,), daemon=True).start()
started.wait()
print("end")

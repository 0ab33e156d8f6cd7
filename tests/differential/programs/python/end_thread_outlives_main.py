import sys
import threading
import time


def work():
    threading.main_thread().join()
    print("main is over", sys.is_finalizing(), threading.main_thread().is_alive())
    time.sleep(0.02)
    print("now")


threading.Thread(target=work).start()
sys.exit(5)

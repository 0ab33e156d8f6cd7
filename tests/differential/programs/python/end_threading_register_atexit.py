import atexit
import threading
import time

threading._register_atexit(print, "of threading, first")
threading._register_atexit(print, "of threading, second")
atexit.register(print, "of atexit")
thread = threading.Thread(target=lambda: (time.sleep(0.05), print("thread")))
thread.start()
print(len(threading._threading_atexits))

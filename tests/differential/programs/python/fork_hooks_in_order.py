import os
import sys

os.register_at_fork(before=lambda: print("before 1"), after_in_child=lambda: print("child 1"))
import logging
import random
import threading
os.register_at_fork(before=lambda: print("before 2"), after_in_parent=lambda: print("parent"),
                    after_in_child=lambda: print("child 2"))
logging._lock.__class__
random.seed(5)
sys.stdout.flush()
if os.fork() == 0:
    print(threading.main_thread() is threading.current_thread(), flush=True)
    os._exit(0)
os.wait()
print(random.random())

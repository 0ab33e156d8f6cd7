import sys
import threading


def work():
    print("in thread")
    sys.exit(5)


thread = threading.Thread(target=work)
thread.start()
thread.join()
print("still here")

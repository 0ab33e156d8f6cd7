import atexit
import threading


def start():
    thread = threading.Thread(target=print, args=("in a thread",))
    thread.start()
    thread.join()


atexit.register(start)

import os
import signal


def handler(number, frame):
    print("got", signal.Signals(number).name, frame.f_code.co_name, frame.f_lineno)


signal.signal(signal.SIGUSR1, handler)
signal.signal(signal.SIGALRM, handler)
os.kill(os.getpid(), signal.SIGUSR1)
signal.setitimer(signal.ITIMER_REAL, 0.02)
signal.pause()

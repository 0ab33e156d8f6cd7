import signal

print("lost in the buffer")
signal.raise_signal(signal.SIGTERM)

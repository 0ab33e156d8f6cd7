import time

before = time.time()
time.sleep(0.05)
import logging

print(before < logging._startTime <= time.time())
record = logging.LogRecord("a", 10, "p", 1, "m", (), None)
print(0 <= record.relativeCreated < 5000, record.process == __import__("os").getpid())

# expect: ok
# says: ^first$
# never: later
# why: what comes after the program's end is nobody's
import os
import time
print("first", flush=True)
if os.fork() == 0:
    time.sleep(0.3)
    os.write(1, b"later\n")
    os._exit(0)

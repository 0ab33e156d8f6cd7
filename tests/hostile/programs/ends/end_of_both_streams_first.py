# expect: runtime_error
# says: ^all of it$
# within: 3
# why: streams that end are not the program's end, nor is its exit status lost
import os
import time
print("all of it", flush=True)
os.close(1)
os.close(2)
time.sleep(0.5)
os._exit(5)

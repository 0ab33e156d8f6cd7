import atexit

print(atexit._ncallbacks())
import logging
print(atexit._ncallbacks())
import concurrent.futures.thread
print(atexit._ncallbacks())
import weakref
print(atexit._ncallbacks())
weakref.finalize(atexit.register(lambda: print("last", atexit._ncallbacks())), print)
print(atexit._ncallbacks())

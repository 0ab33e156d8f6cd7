import os
import threading

main = threading.main_thread()
print(main.native_id == threading.get_native_id() == os.getpid(), main.ident == threading.get_ident())
print(threading.active_count(), threading.enumerate() == [main], main.name, main.daemon)

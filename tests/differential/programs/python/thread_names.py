import threading

threads = [threading.Thread(target=lambda: None) for _ in range(3)]
for each in threads:
    each.start()
for each in threads:
    each.join()
print([each.name for each in threads], threading.active_count(), threading.enumerate()[0].name)
print(threading.get_native_id() > 0, threading.stack_size())

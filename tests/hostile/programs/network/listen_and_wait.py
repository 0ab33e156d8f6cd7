# expect: ok, time_limit
# says: ^held
# limits: {"wall_ms": 1500}
# why: a port of one's own reaches nobody and nobody reaches it
import socket
import threading
visits = []
def serve(s):
    visits.append(s.accept())
for port in (0, 8080, 50053, 4222):
    for family, address in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        s = socket.socket(family)
        try:
            s.bind((address, port))
            s.listen()
        except OSError:
            continue
        threading.Thread(target=serve, args=(s,), daemon=True).start()
threading.Event().wait(0.8)
print("ESCAPED a visit" if visits else "held", flush=True)

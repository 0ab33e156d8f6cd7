import socket
import threading

with socket.socket(socket.AF_UNIX) as server:
    server.bind("\0 of this cell")
    server.listen()

    def serve():
        peer, _ = server.accept()
        with peer:
            peer.sendall(b"hello " + peer.recv(10))

    thread = threading.Thread(target=serve)
    thread.start()
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(server.getsockname())
        client.sendall(b"there")
        print(client.recv(20))
    thread.join()
print(socket.gethostname())
try:
    socket.create_connection(("127.0.0.1", 9))
except OSError as error:
    print(error)
try:
    socket.getaddrinfo("example.invalid", 80)
except OSError as error:
    print(error)

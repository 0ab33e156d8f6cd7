"""A relay between one side and a nats-server, which can hold back what the server says."""

import socket
import threading

from support.server import free_port


class Relay:
    """Listens on `url`. While `deaf` is set, what the server sends is thrown away; of what it sends
    first after `stutter` is set, a few bytes come through, and nothing of that connection after."""

    def __init__(self, server_port):
        self.port = free_port()
        self.url = f"nats://127.0.0.1:{self.port}"
        self.deaf = threading.Event()
        self.stutter = threading.Event()
        self._server_port = server_port
        self._pairs = []
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def cut(self):
        """Ends every connection that goes through here; new ones are taken."""
        pairs, self._pairs = self._pairs, []
        for one in [end for pair in pairs for end in pair]:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def close(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join(timeout=5)
        self.cut()

    def _accept(self):
        while True:
            try:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._server_port))
            except OSError:
                return
            self._pairs.append((near, far))
            for source, sink, listens in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pass, args=(source, sink, listens), daemon=True).start()

    def _pass(self, source, sink, from_server):
        muted = False
        try:
            while data := source.recv(65536):
                if from_server and self.stutter.is_set():
                    self.stutter.clear()
                    sink.sendall(data[:10])
                    muted = True
                if not muted and not (from_server and self.deaf.is_set()):
                    sink.sendall(data)
        except OSError:
            pass  # it was reset: the other side is to hear of that, too
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

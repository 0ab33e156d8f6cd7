# expect: ok
# says: ^held
# env: {"NAME": "@ABSTRACT@"}
# why: abstract names and socket files of the host are not there
import os
import socket
got = []
names = ["\0" + os.environ["NAME"], "/run/docker.sock", "/var/run/docker.sock", "/dev/log",
         "/run/systemd/notify", "/run/dbus/system_bus_socket", "\0/tmp/.X11-unix/X0",
         "/run/containerd/containerd.sock", "/run/kiln", "/tmp/.X11-unix/X0"]
for name in names:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
        with socket.socket(socket.AF_UNIX, kind) as s:
            try:
                s.connect(name)
                got.append(name)
            except OSError:
                pass
if len(open("/proc/net/unix").read().strip().split("\n")) > 1:
    got.append("/proc/net/unix lists sockets")
print("ESCAPED " + str(got) if got else "held")

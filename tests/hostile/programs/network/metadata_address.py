# expect: ok
# says: ^held
# why: the addresses where clouds hand out credentials
import socket
got = []
for address in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16",
                "fd00:ec2::254"):
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as s:
        s.settimeout(0.3)
        try:
            s.connect((address, 80))
            got.append(address)
        except OSError as error:
            if not isinstance(error, TimeoutError) and error.errno in (101, 99, 111):
                continue
            got.append((address, repr(error)))
print("ESCAPED " + str(got) if got else "held")

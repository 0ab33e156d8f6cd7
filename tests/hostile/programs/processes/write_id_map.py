# expect: ok
# says: ^held
# why: ids stay what they are
import os
got = []
for name in ("uid_map", "gid_map", "setgroups", "projid_map"):
    try:
        with open(f"/proc/self/{name}", "w") as file:
            file.write("deny" if name == "setgroups" else "0 0 4294967295")
        got.append(name)
    except OSError:
        pass
for call, argument in ((os.setuid, 0), (os.setgid, 0), (os.setuid, 65534), (os.seteuid, 0)):
    try:
        call(argument)
        got.append(f"{call.__name__}({argument})")
    except OSError:
        pass
try:
    os.setgroups([0])
    got.append("setgroups")
except OSError:
    pass
print("ESCAPED " + str(got) if got else "held")

# expect: ok
# says: ^held
# why: names of 255 bytes of every kind
import os
for n in range(1, 256):
    name = bytes([n]) * 255 if n != 47 else b"slash"
    open(b"/box/" + name[:250] + str(n).encode()[:5], "w").close()
os.mkdir("/box/-rf *")
os.mkdir("/box/\n$(id)")
print("held", len(os.listdir("/box")))

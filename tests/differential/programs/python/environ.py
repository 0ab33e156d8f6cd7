import os

for name in sorted(os.environ):
    print(name, repr(os.environ[name]))
print(os.getenv("COLOUR"), os.environb[b"COLOUR"])
os.environ["NEW"] = "1"
print(os.popen("echo $NEW $COLOUR").read(), end="")

import os

print("lost", flush=True)
print("kept back")
os.close(1)

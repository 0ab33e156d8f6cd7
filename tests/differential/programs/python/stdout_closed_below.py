import os

print("never arrives")
os.close(1)

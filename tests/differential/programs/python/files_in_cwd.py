import os

with open("new.txt", "w") as file:
    print(file.write("text é\n"), file.encoding, file.fileno())
os.mkdir("folder")
print(sorted(os.listdir()), oct(os.stat("new.txt").st_mode), oct(os.stat("folder").st_mode))
print(os.getcwd(), os.path.abspath("new.txt"), os.stat(__file__).st_size, oct(os.stat(__file__).st_mode))
print([(name, os.path.exists(name)) for name in ("__pycache__", "main.py", "/kiln", "/dev/null")])
unclosed = open("new.txt")

print("told before", flush=True)
print("kept in the buffer")
while True:
    pass

# expect: memory_limit, runtime_error
# why: an interpreter's heap, doubling
data = bytearray(1 << 20)
while len(data) < 2 << 30:
    data += data
print("ESCAPED", len(data) >> 20, "MB")

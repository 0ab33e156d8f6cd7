# language: planter
# expect: memory_limit
# reason: compile
# compile_limits: {"memory_mb": 100}
# why: a compiler that takes all memory
data = []
while len(data) < 1500:
    data.append(bytearray(1 << 20))

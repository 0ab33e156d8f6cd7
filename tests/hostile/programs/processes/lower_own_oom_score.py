# expect: memory_limit
# why: a job that lowers its own oom score (the kernel lets it) is still the one that is killed for its memory, and told so
for name, value in (("oom_score_adj", "-1000"), ("oom_score_adj", "0"), ("oom_adj", "-17")):
    try:
        with open("/proc/self/" + name, "w") as file:
            file.write(value)
    except OSError:
        pass
kept = []
for _ in range(2048):
    kept.append(bytearray(1 << 20))
print("ESCAPED took 2 GiB")

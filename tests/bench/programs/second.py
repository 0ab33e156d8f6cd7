# About a second of arithmetic and of objects that come and go.
total = 0
for i in range(8_000_000):
    total = (total * 31 + i) % 1_000_003
for i in range(240):
    rows = [{"number": n, "name": str(n)} for n in range(6_000)]
    rows.sort(key=lambda row: row["name"])
    total += len(rows[i % 100]["name"])
print(total)

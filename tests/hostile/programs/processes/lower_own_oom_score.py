# expect: ok
# says: ^held
# why: a job stays the kernel's first choice when memory runs out
def attempt(name, value):
    try:
        with open("/proc/self/" + name, "w") as file:
            file.write(value)
        return True
    except OSError:
        return False
got = [v for v in ("-1000", "-1", "0", "500") if attempt("oom_score_adj", v)]
got += [v for v in ("-17", "0") if attempt("oom_adj", v)]
score = open("/proc/self/oom_score_adj").read().strip()
print("held" if score == "1000" else f"ESCAPED oom_score_adj is {score} after {got}")

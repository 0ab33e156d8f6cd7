# expect: time_limit
# reason: cpu
# limits: {"cpu_ms": 500, "wall_ms": 5000}
# why: one call that never returns to the interpreter
import re
re.match(r"(a+)+$", "a" * 60 + "b")

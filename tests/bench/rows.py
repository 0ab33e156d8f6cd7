"""What tests/bench/run measures: a row for each program and way of sending it."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Row:
    name: str
    program: str
    flags: tuple = ()
    jobs: int = 300
    quick_jobs: int = 5
    paused: bool = True  # also with a pause between jobs
    figure: str = "p50"  # p50: milliseconds; rate: jobs/s; cpu: milliseconds of all; cost: p50, and
                         # in place of the ratio how much more than bare
    against: str = ""    # the row whose bare figure is taken; "": its own
    goal: str = ""


# No source twice, and long enough to take fewer of them.
_COMPILED = {"flags": ("--unique",), "jobs": 30, "quick_jobs": 1}
_SECOND = {"jobs": 10, "quick_jobs": 1, "paused": False, "goal": "<= 1.02"}
_COMPILED_ONCE = ("--bare-compiles-once",)
_EIGHT = ("--in-flight", "8")
_FOUR = ("--in-flight", "4")

ROWS = (
    Row("Python hello", "hello.py", goal="paused <= 0.33"),
    Row("Python hello, 8 in flight", "hello.py", _EIGHT, jobs=2000, quick_jobs=40, paused=False,
        figure="rate", goal=">= 2.2"),
    Row("the same, CPU of a job", "hello.py", _EIGHT, jobs=2000, quick_jobs=40, paused=False,
        figure="cpu", goal="<= 0.40"),
    Row("Node hello", "hello.js", goal="<= 0.4"),
    Row("Node hello, 4 in flight", "hello.js", _FOUR, jobs=600, quick_jobs=20, paused=False,
        figure="rate", goal=">= 2.2"),
    Row("C++ iostream", "iostream.cpp", goal="<= 0.25", **_COMPILED),
    Row("C++ bits/stdc++.h", "bits.cpp", goal="<= 0.10", **_COMPILED),
    Row("C++ Dijkstra, bits/stdc++.h", "dijkstra_bits.cpp", goal="<= 0.45", **_COMPILED),
    Row("C++ Dijkstra, seven headers", "dijkstra.cpp", goal="<= 0.45", **_COMPILED),
    Row("C++ preamble never seen", "preamble.cpp", goal="<= 1.1", **_COMPILED),
    Row("C++ preamble learnt", "learnt.cpp", ("--unique", "--warm-up", "8"), jobs=30, quick_jobs=1),
    Row("C++ iostream, again", "iostream.cpp", jobs=100, quick_jobs=1, against="C++ iostream", goal="<= 0.05"),
    Row("Go hello", "hello.go", goal="<= 0.6", **_COMPILED),
    Row("Go hello, again", "hello.go", jobs=100, quick_jobs=1, against="Go hello", goal="<= 0.1"),
    Row("Python, a second", "second.py", **_SECOND),
    Row("Node, a second", "second.js", **_SECOND),
    Row("C++, a second", "second.cpp", _COMPILED_ONCE, **_SECOND),
    Row("Go, a second", "second.go", _COMPILED_ONCE, **_SECOND),
    Row("sh, exit 0", "true.sh", figure="cost", goal="<= 0.3 ms more"),
    Row("sh, exit 0, CPU of a job", "true.sh", paused=False, figure="cpu", goal="<= 1.6"),
    Row("C++ iostream, run again", "iostream.cpp", _COMPILED_ONCE, figure="cost",
        goal="<= 0.3 ms more"),
    Row("the same, its CPU", "iostream.cpp", _COMPILED_ONCE, paused=False, figure="cpu",
        goal="<= 1.6"),
)

# language: planter
# expect: compile_error
# compile_limits: {"memory_mb": 800}
# why: an artefact larger than is accepted; a sparse one
import os
with open("program", "wb") as file:
    try:
        os.ftruncate(file.fileno(), 1 << 40)
    except OSError:
        raise SystemExit(3)

# expect: runtime_error
# why: files with names of results, metas and statuses are read by nobody
import os
for name in ("result", "meta", "meta.txt", "status", "exit_code", "output", "verdict", "program",
             ".kiln", "result.json", "stdout", "expected_output"):
    with open(name, "w") as file:
        file.write("status:OK\nexitcode:0\nverdict:ok\n")
os._exit(2)

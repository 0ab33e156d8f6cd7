import faulthandler
import os
import re
import signal
import tempfile

print(faulthandler.is_enabled())
with tempfile.TemporaryFile("w+") as file:
    pid = os.fork()
    if pid == 0:
        faulthandler.enable(file)
        os.kill(os.getpid(), signal.SIGSEGV)
    print(os.WTERMSIG(os.waitpid(pid, 0)[1]))
    file.seek(0)
    print(re.sub("0x[0-9a-f]+", "ADDRESS", file.read()))

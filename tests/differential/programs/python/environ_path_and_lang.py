import asyncio
import os
import shutil
import sys

print(sorted(os.environ.items()), sys.executable, shutil.which("sh"))
print(sys.flags.utf8_mode, sys.stdout.encoding, asyncio.new_event_loop().get_debug())

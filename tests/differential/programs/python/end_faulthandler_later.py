import faulthandler
import sys
import time

faulthandler.enable()
faulthandler.dump_traceback_later(30)
print(faulthandler.is_enabled())

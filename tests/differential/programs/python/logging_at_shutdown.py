import atexit
import logging
import logging.handlers

logging.warning("root, %s", "default format")
log = logging.getLogger(__name__)
log.addHandler(logging.handlers.MemoryHandler(100, target=logging.StreamHandler()))
log.error("kept until shutdown")
log.info("too low")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("with a trace")
atexit.register(print, "atexit")

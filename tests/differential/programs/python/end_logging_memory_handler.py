import logging
import logging.handlers
import sys

target = logging.StreamHandler(sys.stdout)
handler = logging.handlers.MemoryHandler(100, target=target)
logging.getLogger().addHandler(handler)
logging.getLogger().warning("kept until shutdown")

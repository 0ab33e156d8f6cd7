import sys
import tracemalloc

print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit(), sys.get_int_max_str_digits())

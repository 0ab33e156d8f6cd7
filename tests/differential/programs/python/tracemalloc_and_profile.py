import cProfile
import sys
import tracemalloc

print(tracemalloc.is_tracing(), sys.getprofile(), sys.getallocatedblocks() > 0)
profile = cProfile.Profile()
profile.runcall(sorted, [3, 1, 2])
print(len(profile.getstats()) > 0)
fresh = object()
print(sys.getrefcount(fresh), sys.getsizeof([]), sys.getsizeof(""))

import gc

gc.set_debug(gc.DEBUG_SAVEALL)
a = []
a.append(a)
del a
print(gc.collect() > 0, len(gc.garbage) > 0)

import gc

print(gc.get_threshold(), gc.isenabled(), gc.get_debug(), gc.callbacks, gc.garbage)
gc.collect()
print(gc.collect())


class Node:
    pass


for _ in range(10):
    node = Node()
    node.me = node
del node
print(gc.collect(), gc.garbage, gc.is_tracked({}), gc.is_tracked([]))

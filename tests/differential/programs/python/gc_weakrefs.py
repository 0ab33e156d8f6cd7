import gc
import weakref


class Node:
    pass


node = Node()
node.me = node
ref = weakref.ref(node, lambda ref: print("callback", ref() is None))
table = weakref.WeakValueDictionary(a=node)
weakref.finalize(node, print, "finalized")
del node
print("collecting", ref() is None)
gc.collect()
print(len(table))

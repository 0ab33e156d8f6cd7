# expect: ok
# pair: successive
# with: pair.py
# control: none, both are in one cell
# why: CPU time and faults of others do not show among a process's own, nor its parent's
import os
import resource
import pair


def plant():
    for _ in range(3):
        if os.fork() == 0:
            sum(range(3000000))
            os._exit(0)
        os.wait()


def look():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime > 0.02, os.times().children_user > 0.02


pair.run(plant, look)

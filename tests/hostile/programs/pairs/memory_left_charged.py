# expect: ok
# pair: successive
# with: pair.py
# control: none, what is charged to one cell is seen by all of it
# why: what the job before filled leaves the whole limit to the next one
import os
import pair


def plant():
    try:
        for n in range(60):
            with open(f"/tmp/{n}", "wb") as file:
                file.write(bytes(1 << 20))
    except OSError:
        pass


def look():
    kept = 0
    child = os.fork()
    if child == 0:
        data = b"x" * (300 << 20)
        os._exit(len(data) == 0)
    return os.waitpid(child, 0)[1], kept


pair.run(plant, look)

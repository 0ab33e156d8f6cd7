# expect: ok
# pair: successive simultaneous
# with: pair.py
# why: a POSIX queue
import pair
pair.run(lambda: pair.open_queue(b"/bit", 0o102),
         lambda: pair.open_queue(b"/bit", 2) >= 0)

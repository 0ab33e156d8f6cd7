# expect: ok
# pair: successive simultaneous
# repeat: 20
# with: pair.py
# why: bytes of message queues are counted for the user
import pair


def fill():
    count = 0
    while count < 40 and pair.open_queue(b"/q%d" % (count + fill.first), 0o102) >= 0:
        count += 1
    return count


fill.first = 0


def look():
    fill.first = 100
    return fill()


pair.run(fill, lambda: look() < 10)

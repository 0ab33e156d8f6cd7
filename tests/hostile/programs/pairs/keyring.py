# expect: ok
# pair: successive simultaneous
# with: pair.py
# control: none, keys are denied altogether
# why: a key in the keyring of the user, and in the session's
import pair
KEYS = (-3, -4, -5)
pair.run(lambda: [pair.libc.syscall(248, b"user", b"bit", b"x", 1, ring) for ring in KEYS],
         lambda: [pair.libc.syscall(249, b"user", b"bit", None, ring) >= 0 for ring in KEYS])

# expect: ok
# says: ^nothing came$
# why: input ends at once; nobody waits for a user
import sys
print("nothing came" if sys.stdin.read() == "" else "ESCAPED input")

# expect: ok
# says: end$
# why: codes for a terminal are bytes, nothing acts on them
print("\x1b]0;title\x07\x1b[2J\x1b[31m\x1b[6n\x1bP1$r\x1b\\" * 100 + "\u202eend")

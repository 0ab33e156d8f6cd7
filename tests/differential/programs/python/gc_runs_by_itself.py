import gc
class C:
    def __init__(s,i): s.i=i; s.me=s
    def __del__(s):
        if s.i%100==0: print("del", s.i)
for i in range(3000): C(i)

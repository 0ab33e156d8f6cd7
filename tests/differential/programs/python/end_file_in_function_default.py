def say(text, out=open(1, "w", 1 << 16, closefd=False), cycle=[]):
    out.write(text + "\n")


say("kept in a default")
say.__defaults__[1].append(say)
print("end")

code = compile("def f():\n    raise ValueError('in generated code')\n", "<generated>", "exec")
exec(code)
print(eval("1 + 1"), __debug__, "f" in globals())
f()

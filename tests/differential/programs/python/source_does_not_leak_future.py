code = compile("def f(x: int): pass", "other", "exec")
namespace = {}
exec(code, namespace)
print(namespace["f"].__annotations__, code.co_flags)
exec("y: int = 1\nprint(__annotations__)", namespace)

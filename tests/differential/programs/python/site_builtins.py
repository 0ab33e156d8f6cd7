import builtins

print([name for name in ("exit", "quit", "copyright", "credits", "license", "help", "_")
       if hasattr(builtins, name)])
print(exit, quit, sorted(set(dir(builtins)) - set(dir(__builtins__))), len(dir(builtins)))

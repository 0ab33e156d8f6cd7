import _xxsubinterpreters as interpreters

one = interpreters.create()
interpreters.run_string(one, "import atexit; atexit.register(print, 'never')")
print("end", flush=True)

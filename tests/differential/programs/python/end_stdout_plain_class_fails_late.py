import sys


class Plain:
    def write(self, text):
        sys.__stdout__.write(text.upper())

    def flush(self):
        if sys.is_finalizing():
            raise OSError("late")


sys.stdout = Plain()
print("end")
sys.unraisablehook = None

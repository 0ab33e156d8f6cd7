import inspect
import sys
import traceback


def inner():
    frame = sys._getframe()
    names = []
    while frame:
        names.append((frame.f_code.co_name, frame.f_code.co_filename, frame.f_lineno))
        frame = frame.f_back
    return names


print(inner(), sys._getframe().f_back)
print(traceback.extract_stack())
print([(each.filename, each.lineno, each.function) for each in inspect.stack()])

import sys

events = []


def trace(frame, event, arg):
    events.append((event, frame.f_code.co_name, frame.f_lineno, frame.f_code.co_filename))
    return trace


def traced(x):
    y = x + 1
    return y


sys.settrace(trace)
traced(1)
sys.settrace(None)
print(events)

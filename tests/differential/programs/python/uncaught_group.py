try:
    raise ExceptionGroup("several", [ValueError("one"), ExceptionGroup("inner", [KeyError("two")])])
except* KeyError as group:
    print(group.exceptions)

text = """two
lines"""
print(repr(text))
if text:
    raise ValueError(text)

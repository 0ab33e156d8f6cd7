def kind(value):
    match value:
        case [x, *rest] if (n := len(rest)) > 1:
            return f"list of {x} and {n}"
        case {"key": str() as text}:
            return f"dict {text}"
        case int() | float():
            return "number"
        case _:
            return "other"


print([kind(each) for each in ([1, 2, 3], {"key": "v"}, 2.5, None)])
print(f"{(total := sum(range(5)))=} {total!r:>5}", *(x for x in range(3)), sep="|")

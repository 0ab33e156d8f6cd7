import typing
from dataclasses import asdict, dataclass, field


@dataclass(order=True, frozen=True)
class Item:
    name: str
    price: "float" = 1.5
    tags: list[str] = field(default_factory=list)


item = Item("x")
print(item, asdict(item), item < Item("y"), typing.get_type_hints(Item))
print(Item.__module__, Item.__qualname__, Item.__init__.__annotations__)
try:
    item.name = "z"
except Exception as error:
    print(repr(error))

"""The docstring
of this module."""
from __future__ import annotations

x: Undefined = 1
print(__doc__, __annotations__)

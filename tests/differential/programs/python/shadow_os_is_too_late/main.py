import os
import site

print(os.__file__, hasattr(os, "word"), site.__file__)

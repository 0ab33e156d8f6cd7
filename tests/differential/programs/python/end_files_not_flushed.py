import io
import os
import sys

r, w = os.pipe()
text = os.fdopen(w, "w", buffering=1 << 16)
text.write("kept back\n")
raw = open("out", "wb")
raw.write(b"bytes")
more = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), write_through=False)
more.write("through another stream\n")
print("end")

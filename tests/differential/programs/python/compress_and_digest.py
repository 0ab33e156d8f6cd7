import hashlib
import hmac
import json
import struct
import zlib

data = json.dumps({"k": [1, 2.5, None, "é"]}).encode() * 50
packed = zlib.compress(data, 9)
print(len(packed), zlib.decompress(packed) == data, zlib.crc32(data), hashlib.sha256(data).hexdigest())
print(hmac.new(b"k", data, "md5").hexdigest(), struct.pack("<hId", 1, 2, 3.5))

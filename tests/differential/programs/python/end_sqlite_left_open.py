import sqlite3

db = sqlite3.connect(":memory:")
cursor = db.execute("select 1")
db.create_function("f", 1, lambda x: x)
db.set_trace_callback(print)
db.execute("select 2")

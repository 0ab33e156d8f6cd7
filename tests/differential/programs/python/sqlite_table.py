import sqlite3

with sqlite3.connect("data.db") as db:
    db.execute("create table t (a integer, b text)")
    db.executemany("insert into t values (?, ?)", [(1, "x"), (2, "é")])
print(db.execute("select * from t order by a desc").fetchall())
try:
    db.execute("select nothing from nowhere")
except sqlite3.OperationalError as error:
    print(error)

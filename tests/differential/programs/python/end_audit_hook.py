import sys


def hear(event, arguments):
    if event.startswith("cpython") or event == "gc.get_objects":
        print(event, arguments)


sys.addaudithook(hear)
print("end")

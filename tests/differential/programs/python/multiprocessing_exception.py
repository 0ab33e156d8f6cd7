import multiprocessing


def work():
    raise ValueError("in the child")


process = multiprocessing.get_context("fork").Process(target=work, name="child")
process.start()
process.join()
print(process.exitcode)

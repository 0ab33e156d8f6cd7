import multiprocessing


def work(queue, word):
    queue.put((__name__, word, multiprocessing.current_process().name))


if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=work, args=(queue, "é"))
    process.start()
    print(queue.get(timeout=9))
    process.join()
    print(process.exitcode)

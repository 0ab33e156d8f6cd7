import multiprocessing


def work(queue, value):
    value.value += 1
    queue.put("from child")


if __name__ == "__main__":
    queue = multiprocessing.Queue()
    value = multiprocessing.Value("i", 4)
    process = multiprocessing.Process(target=work, args=(queue, value))
    process.start()
    print(queue.get())
    process.join()
    print(value.value, process.exitcode)
    daemon = multiprocessing.Process(target=__import__("time").sleep, args=(60,), daemon=True)
    daemon.start()

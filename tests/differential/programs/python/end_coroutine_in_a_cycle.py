import asyncio


async def work():
    await asyncio.sleep(1)


class Holder:
    pass


holder = Holder()
holder.self = holder
holder.work = work()
del holder
print("end")

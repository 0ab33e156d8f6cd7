import asyncio


async def never():
    pass


never()
loop = asyncio.new_event_loop()
print(loop.run_until_complete(asyncio.sleep(0, "done")))
try:
    asyncio.get_running_loop()
except RuntimeError as error:
    print(error)
loop.close()

import asyncio


async def work():
    try:
        await asyncio.sleep(10)
    finally:
        print("cancelled?")


loop = asyncio.new_event_loop()
task = loop.create_task(work())
loop.run_until_complete(asyncio.sleep(0))
print("end")

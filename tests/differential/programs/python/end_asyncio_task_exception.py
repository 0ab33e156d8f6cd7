import asyncio


async def fail():
    raise ValueError("never seen")


async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    globals()["kept"] = task


asyncio.run(main())
print("end")

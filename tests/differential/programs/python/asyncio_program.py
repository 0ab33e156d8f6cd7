import asyncio
import contextvars

name = contextvars.ContextVar("name", default="none")


async def work(n):
    name.set(f"task {n}")
    for _ in range(3 - n):
        await asyncio.sleep(0)
    print(name.get())
    if n == 1:
        raise ValueError("one fails")
    return n


async def main():
    print(await asyncio.gather(*map(work, range(3)), return_exceptions=True), name.get())
    process = await asyncio.create_subprocess_exec("echo", "hi", stdout=asyncio.subprocess.PIPE)
    print(await process.communicate())
    await asyncio.wait_for(asyncio.Event().wait(), 0.01)


asyncio.run(main())

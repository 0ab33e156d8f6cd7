const x = await 5;

process.stdin.on('readable', () => {
  const chunk = process.stdin.read();
  console.log(chunk === null ? null : chunk.toString());
});
process.stdin.on('close', () => console.log('close'));
process.on('beforeExit', () => console.log('beforeExit'));

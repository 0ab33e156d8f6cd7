require('fs').readFile(__filename, () => {
  setTimeout(() => console.log('timeout'), 0);
  setImmediate(() => console.log('immediate first'));
  process.nextTick(() => console.log('tick'));
});

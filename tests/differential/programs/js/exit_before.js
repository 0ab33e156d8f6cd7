let left = 2;
process.on('beforeExit', (code) => {
  console.log('beforeExit', code, left);
  if (left-- > 0) setImmediate(() => console.log('more work'));
});
process.on('exit', () => console.log('exit'));

process.on('exit', (code) => {
  console.log('exit', code);
  setTimeout(() => console.log('never'), 0);
});
setTimeout(() => console.log('never'), 0);
Promise.resolve().then(() => console.log('never'));
process.exit(5);

process.on('exit', (code) => console.log('exit', code));
async function work() {
  await null;
  throw new TypeError('nobody catches this');
}
work();
setTimeout(() => console.log('never'), 1000);

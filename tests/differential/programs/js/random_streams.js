// The main thread, its workers and a context of vm draw numbers of their own.
const { Worker } = require('worker_threads');
const drawn = [Math.random(), require('vm').runInNewContext('Math.random()')];
for (let i = 0; i < 2; i++)
  new Worker("require('worker_threads').parentPort.postMessage(Math.random())", { eval: true })
    .on('message', (value) => drawn.push(value));
process.on('exit', () => console.log(drawn.length, new Set(drawn).size));

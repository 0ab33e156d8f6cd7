// Time is counted from the start of the process, whenever its runtime was started.
const assert = require('assert');
const { Worker } = require('worker_threads');

function look(where) {
  const away = Date.now() - performance.timeOrigin - performance.now();
  assert(Math.abs(away) < 100, `${away} ms`);
  const before = performance.now();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  const gone = performance.now() - before;
  assert(gone > 49 && gone < 1000, `${gone} ms`);
  setTimeout(() => console.log(where, performance.now() - before > 69), 20);
}

assert(performance.now() < 1500, `${performance.now()} ms`);
assert(process.uptime() < 1.5, `${process.uptime()} s`);
look('main');
new Worker(`const assert = require('assert'); (${look})('worker');`, { eval: true });

// What a Node that is to be forked does in a child before any job: "test" tries what needs its threads
// and ends as a program does; "hello" is a small program, for the pages it writes to. Not a module: the
// gate calls this function, and Node then runs what stands for its main program.
(function rehearse(require, which) {
  'use strict';

  const assert = require('assert');
  const fs = require('fs');

  const kPatience = 15000; // ms
  // A module with one function, f, which answers 42.
  const kWasm = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 5,
    1, 1, 102, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11]);

  function collectGarbage() {
    require('v8').setFlagsFromString('--expose-gc');
    const collect = require('vm').runInNewContext('gc');
    let kept = [];
    for (let i = 0; i < 50000; i++) kept.push({ i });
    collect();
    kept = kept.filter((each) => each.i % 2);
    collect();
  }

  function askWorker() {
    const { Worker } = require('worker_threads');
    const code = "require('worker_threads').parentPort.postMessage(6 * 7)";
    return new Promise((resolve, reject) => {
      new Worker(code, { eval: true }).on('message', resolve).on('error', reject);
    });
  }

  async function test() {
    setTimeout(() => process.exit(1), kPatience).unref();
    collectGarbage();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await fs.promises.readFile('/dev/null');
    const { instance } = await WebAssembly.instantiate(kWasm);
    assert.equal(instance.exports.f(), 42);
    assert.equal(await askWorker(), 42);
    await require('util').promisify(require('crypto').pbkdf2)('a', 'b', 1000, 32, 'sha256');
    collectGarbage();
  }

  function hello() {
    console.log('hello');
    process.on('exit', () => fs.openSync('/kiln/rehearsed', 'r'));
  }

  require('module').runMain = () => {
    if (which === 'hello') return hello();
    test().catch(() => process.exit(1));
  };
})

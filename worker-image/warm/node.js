'use strict';
// Stops a warm Node at its gate, and makes the job's words its own when it goes on. Loaded by
// NODE_OPTIONS before the main program, and in worker threads, too.

const { isMainThread } = require('worker_threads');

// The monotonic clock stood still at the gate (gate/clock.c); what it is counted from did not move.
function startLater() {
  const prototype = Object.getPrototypeOf(performance);
  const origin = Date.now() - performance.now();
  const later = { get timeOrigin() { return origin; } };
  Object.defineProperty(prototype, 'timeOrigin', Object.getOwnPropertyDescriptor(later, 'timeOrigin'));
}

// What Math.random starts from, here and now. V8 takes it from this flag unless that is 0, else from a
// generator of the isolate's, which is the runtime's in each Node that was forked. It stays set: for
// the contexts of vm.
function seedRandom(seed) {
  const { setFlagsFromString } = require('v8');
  setFlagsFromString(`--random-seed=${seed}`);
  Math.random();
  setFlagsFromString(`--random-seed=${Math.floor(Math.random() * 0x7fffffff) + 1}`);
}

// What a Node that was forked has of its runtime's.
function becomeAnother(pid, seed) {
  Object.defineProperty(process, 'pid', { value: Number(pid) });
  seedRandom(seed);
}

function takeWords(fs) {
  const words = fs.readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(0, -1);
  process.argv.push(...words.slice(2));
}

if (!isMainThread) {
  startLater();
  seedRandom(Number(process.hrtime.bigint() & 0x3fffffffn) + 1);
} else {
  const fs = require('fs');
  if (process.env.KILN_GATE.startsWith('1 ')) require('./node-warm-up.js')(); // is to be forked
  const gate = fs.openSync('/kiln/gate', 'r');
  const told = fs.readFileSync(gate, 'utf8').split(/\s/);
  fs.closeSync(gate);
  if (told[0] === 'test' || told[0] === 'hello') {
    require('module').runMain = () => require('./node-rehearsal.js')(told[0]);
  } else {
    if (told.length > 1) becomeAnother(...told);
    startLater();
    takeWords(fs);
    process.chdir('/box'); // Node keeps the folder it started in
  }
}
for (const file of Object.keys(require.cache)) delete require.cache[file];
module.children.length = 0;

'use strict';
// Stops a warm Node at its gate, and makes the job's words its own when it goes on. Loaded by
// NODE_OPTIONS before the main program; worker threads load it too and have nothing to do.

const { isMainThread } = require('worker_threads');

if (isMainThread) {
  const fs = require('fs');
  fs.closeSync(fs.openSync('/kiln/gate', 'r'));
  const words = fs.readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(0, -1);
  process.argv.push(...words.slice(2));
}
delete require.cache[__filename];

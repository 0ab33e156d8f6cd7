'use strict';
// What nearly every program makes Node do, done once before the gate: its functions are compiled then,
// and its modules loaded, for all programs that come of this one. Nothing of it may be left for later,
// neither handle nor callback, nor a thread of libuv's pool, which does not survive a fork.

const fs = require('fs');
const net = require('net');
const { Readable, Writable } = require('stream');

// Told about colours, since else it looks whether process.stderr has some, which is the program's.
function print(destination) {
  const { Console } = require('console');
  const console = new Console({ stdout: destination, colorMode: false });
  console.log('hello', 1, 1.5, { a: [1, 'b'], c: null }, [1, 2], new Map([[1, 2]]), undefined, true);
  console.log('%s %d', 'a', 1);
}

// process.stdout is one where that is a pipe. Not destroyed, for which it would look at process.stderr.
function writeToSocket() {
  const done = () => 0;
  const handle = { writeUtf8String: done, writev: done, readStart: done, readStop: done, ref: done,
    unref: done, getAsyncId: done };
  print(new net.Socket({ handle, readable: false, writable: true }));
}

function readLines() {
  const input = Readable.from(['a line\nanother\n']);
  require('readline').createInterface({ input }).on('line', () => {}).close();
  fs.readFileSync('/dev/null', 'utf8').trim().split('\n').map(Number);
}

module.exports = () => {
  require('tty');
  print(new Writable({ write(chunk, encoding, done) { done(); } }));
  writeToSocket();
  readLines();
  clearImmediate(setImmediate(() => {}));
  process._tickCallback(); // what was put off till the next tick, and promises
};

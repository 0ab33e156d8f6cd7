'use strict';
// The first of two modules that a warm Node preloads; the second is its gate (node-gate.json). All that
// is done here is over when Node comes there, and garbage: the gate (gate/node.c) collects it, and takes
// from Node's caches and options what tells of either module.

const loaded = process.moduleLoadList.length;
const { AsyncResource, executionAsyncId, triggerAsyncId } = require('async_hooks');
const fs = require('fs');
const Module = require('module');

// Small buffers come out of one larger one, which must be as it was found: as much of it taken, the same
// in it. The old one is used up; what asks for a byte and writes none makes Node go on with a new one.
function renewPool(found) {
  let last;
  do last = Buffer.allocUnsafe(8); while (last.byteOffset + last.length < last.buffer.byteLength);
  const { buffer } = Buffer.from('no', 'hex');
  for (const each of [last.buffer, buffer]) new Uint8Array(each).fill(0);
  if (found.length > 0) Buffer.allocUnsafe(found.length).set(found);
}

// Node 18 reads modules into it: this one, too, and would its gate, were that not too large.
function lookAtPool() {
  const { buffer, byteOffset } = Buffer.allocUnsafe(1);
  const found = Buffer.from(buffer.slice(0, byteOffset));
  const own = found.lastIndexOf(fs.readFileSync(__filename));
  return own < 0 ? found : found.subarray(0, own);
}

// Reading it changes what it is in Node 18. By the global name, it would change that, too.
function timeOrigin() {
  const { performance } = require('perf_hooks');
  let owner = performance;
  while (!Object.hasOwn(owner, 'timeOrigin')) owner = Object.getPrototypeOf(owner);
  const unread = Object.getOwnPropertyDescriptor(owner, 'timeOrigin');
  const origin = performance.timeOrigin;
  Object.defineProperty(owner, 'timeOrigin', unread);
  return origin;
}

const nextId = () => new AsyncResource('an id').asyncId();

// What the gate needs of Node, by the names it knows. Ids start again at the first one.
function tellGate(firstId) {
  const gate = { exports: {} };
  process.dlopen(gate, '/kiln/gate.so');
  Object.assign(gate.exports, {
    process,
    argv: process.argv,
    preloaded: process._preload_modules,
    cache: Module._cache,
    paths: Module._pathCache,
    require: Module.createRequire(__filename),
    origin: timeOrigin(),
    running: executionAsyncId(),
    cause: triggerAsyncId(),
    firstId,
    lastId: nextId(),
  });
}

const firstId = nextId();
const pool = lookAtPool();
if (process.env.KILN_GATE.startsWith('1 ')) require('./node-warm-up.js')(); // is to be forked
renewPool(pool);
tellGate(firstId);
process.moduleLoadList.length = loaded;
module.parent.children.length = 0;

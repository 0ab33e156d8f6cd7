const fs = require('fs');
const {executionAsyncId, triggerAsyncId, AsyncResource, createHook} = require('async_hooks');
console.log(executionAsyncId(), triggerAsyncId(), new AsyncResource('first').asyncId());
const timer = setTimeout(() => {}, 0);
console.log(timer[Symbol.toPrimitive](), timer._idlePrev.id, timer._idlePrev.priorityQueuePosition);
console.log(Object.getOwnPropertySymbols(timer).map((each) => [each.description, timer[each]]));
const seen = [];
createHook({
  init(id, kind, trigger) { seen.push(`init ${id} ${kind} ${trigger}`); },
  before(id) { seen.push(`before ${id}`); },
  after(id) { seen.push(`after ${id}`); },
  destroy(id) { seen.push(`destroy ${id}`); },
}).enable();
process.nextTick(() => seen.push(`tick ${executionAsyncId()} ${triggerAsyncId()}`));
Promise.resolve().then(() => seen.push(`promise ${executionAsyncId()} ${triggerAsyncId()}`));
fs.stat('/box/main.js', () => {
  seen.push(`stat ${executionAsyncId()} ${triggerAsyncId()}`);
  setTimeout(() => console.log(seen.sort().join('\n')), 5);
});

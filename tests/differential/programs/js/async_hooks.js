const {AsyncLocalStorage, executionAsyncId, createHook} = require('async_hooks');
const storage = new AsyncLocalStorage();
storage.run({user: 'ada'}, () => setTimeout(() => console.log(storage.getStore()), 1));
console.log(executionAsyncId(), storage.getStore());
const kinds = new Set();
createHook({init(id, kind) { kinds.add(kind); }}).enable();
setTimeout(() => console.log([...kinds].sort()), 2);

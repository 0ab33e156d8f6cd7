console.log(Object.keys(globalThis), typeof window, typeof self, globalThis === global);
console.log(Object.getOwnPropertyNames(globalThis).sort().join(' '));
var leaked = 1;
console.log('leaked' in globalThis, typeof repl, typeof module, require('repl') === undefined);

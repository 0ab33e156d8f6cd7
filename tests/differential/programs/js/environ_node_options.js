function a() { return new Error('short').stack; }
function b() { return a(); }
console.log(process.env.NODE_OPTIONS, Error.stackTraceLimit, process.execArgv);
console.log(b());

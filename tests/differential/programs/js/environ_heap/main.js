const limit = require('v8').getHeapStatistics().heap_size_limit;
console.log(limit > 60e6 && limit < 130e6, globalThis.first, process.execArgv);

const v8 = require('v8');
const {number_of_native_contexts, number_of_detached_contexts, heap_size_limit, does_zap_garbage} = v8.getHeapStatistics();
console.log(number_of_native_contexts, number_of_detached_contexts, heap_size_limit, does_zap_garbage);
console.log(v8.cachedDataVersionTag(), typeof gc, typeof require('vm').runInNewContext('globalThis.gc'), Error.stackTraceLimit);

const {performance, PerformanceObserver} = require('perf_hooks');
console.log(performance.now() > 0, performance.timeOrigin <= Date.now(), performance.now() < 60000);
performance.mark('a'); performance.mark('b');
console.log(performance.measure('m', 'a', 'b').duration >= 0, performance.getEntriesByType('mark').map((e) => e.name));
console.log(performance.nodeTiming.name, performance.nodeTiming.bootstrapComplete > 0, Math.abs(Date.now() - performance.timeOrigin - performance.now()) < 1000);

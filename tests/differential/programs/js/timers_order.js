setTimeout(() => console.log('timeout 30'), 30);
setTimeout(() => console.log('timeout 0'), 0);
process.nextTick(() => console.log('tick'));
Promise.resolve().then(() => console.log('microtask')).then(() => console.log('microtask 2'));
queueMicrotask(() => console.log('queued'));
(async () => { console.log('async'); await null; console.log('after await'); })();
console.log('main');
setTimeout(() => process.exit(), 60);

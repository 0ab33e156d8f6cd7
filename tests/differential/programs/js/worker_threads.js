const {Worker, isMainThread, parentPort, workerData, threadId} = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, {workerData: {n: 5}, argv: ['x'], env: {ONLY: '1'}});
  worker.on('message', (m) => console.log('from worker', m));
  worker.on('exit', (code) => console.log('worker exit', code, threadId));
  worker.postMessage([1, new Map([['k', 1n]])]);
} else {
  parentPort.once('message', (m) => {
    parentPort.postMessage({m, workerData, argv: process.argv.slice(2), env: process.env.ONLY, main: require.main === module});
    process.exit(3);
  });
}

const {Worker, isMainThread, threadId, workerData, resourceLimits} = require('worker_threads');
if (isMainThread) {
  const worker = new Worker(__filename, {workerData: 'data', name: 'first'});
  console.log(worker.threadId, threadId);
  worker.on('exit', (code) => {
    const second = new Worker(__filename, {workerData: 'env', env: {}, execArgv: [], argv: ['a']});
    console.log(code, second.threadId);
  });
} else {
  const loaded = process.moduleLoadList.slice();
  const Module = require('module');
  const {executionAsyncId, triggerAsyncId, AsyncResource} = require('async_hooks');
  const ids = [executionAsyncId(), triggerAsyncId(), new AsyncResource('first').asyncId()];
  Error.stackTraceLimit = 50;
  console.log([threadId, workerData, ids, process._preload_modules, process.execArgv, process.argv,
    Object.keys(require.cache), Object.keys(Module._cache), Object.keys(Module._pathCache), module.children,
    process.env.NODE_OPTIONS, process.listenerCount('exit'), process.getActiveResourcesInfo(), loaded.length,
    Buffer.from('x').byteOffset, performance.getEntries(), new Error('stack').stack, resourceLimits]);
  console.log(loaded.join(' '), Object.getOwnPropertyDescriptor(Performance.prototype, 'timeOrigin').get.name);
  const session = new (require('inspector').Session)();
  const urls = [];
  session.on('Debugger.scriptParsed', ({params}) => urls.push(params.url));
  session.connect();
  session.post('Debugger.enable');
  console.log(urls.filter((each) => !each.startsWith('node:')));
  session.disconnect();
}

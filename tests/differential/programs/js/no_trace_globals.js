const kinds = (object) => Reflect.ownKeys(object).map((name) => {
  const {get, set, value, ...rest} = Object.getOwnPropertyDescriptor(object, name);
  return `${String(name)} ${typeof get} ${typeof set} ${typeof value} ${JSON.stringify(rest)}`;
}).join('\n');
const loaded = kinds(require('module'));
console.log(kinds(globalThis));
console.log(kinds(process));
console.log(loaded, kinds(Buffer), kinds(console), kinds(Error), kinds(Performance.prototype));
for (const each of ['fs', 'net', 'tty', 'stream', 'readline', 'async_hooks', 'perf_hooks', 'events', 'timers', 'v8'])
  console.log(each, kinds(require(each)));

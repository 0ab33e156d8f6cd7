Array.prototype.extra = function () { return this.length; };
Object.prototype.polluted = 'yes';
const log = console.log;
console.log = (...a) => log('patched:', ...a);
JSON.stringify = () => 'mine';
console.log([1, 2].extra(), {}.polluted, JSON.stringify({}));
for (const key in {own: 1}) console.log(key);
process.nextTick(() => console.log('later'));

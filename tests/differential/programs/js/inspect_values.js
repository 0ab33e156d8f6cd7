const util = require('util');
class Thing { #hidden = 1; shown = 2; get x() { return 1; } [util.inspect.custom]() { return 'custom'; } }
console.log(new Thing(), [new Map([[1, {a: 1}]]), new Set('ab')], Symbol('s'), 10n, -0, [, 1], new Error('e').message);
console.log(util.format('%s', null), util.inspect('it\'s'), util.inspect({a: [1, [2, [3, [4]]]]}, {depth: 1}), [undefined, null]);
console.log(function named() {}, class A extends Array {}, () => {}, Promise.resolve(1), new Proxy({}, {}), new Date(0));
console.log(process.stdin.constructor.name, new (class Foo { constructor() { this.me = this; } })(), Object.create(null));
console.log('x'.repeat(10).split(''), Array.from({length: 120}, (_, i) => i), new Uint8Array(3), Buffer.from('é'));

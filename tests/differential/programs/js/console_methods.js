console.table([{a: 1, b: 'x'}, {a: 2, c: true}]);
console.group('group');
console.info('%s is %d years and %i, %f, %j, %o, %%', 'Ada', 36.5, 36.5, 1.5, {a: 1}, [1]);
console.groupEnd();
console.dir({deep: {deeper: {deepest: {end: 1}}}}, {depth: 0});
console.count(); console.count('x'); console.countReset(); console.count();
console.assert(1 === 2, 'is not', 'true');
console.trace('traced');
console.warn('warned');

const twice = require('./twice');
console.log(twice(4), require('./twice.js') === twice, require('./data.json'), require('./folder'));
console.log(module.children.map((m) => m.id), Object.keys(require.cache));
try { require('./missing'); } catch (e) { console.log(e.code, e.message); }

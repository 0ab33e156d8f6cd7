process.on('warning', (w) => console.log(w.name, w.code, w.message));
new Buffer(5);
require('punycode');
require('util').deprecate(() => {}, 'mine is old', 'DEP_MINE')();
process.emitWarning('own warning', {code: 'OWN', detail: 'a detail'});

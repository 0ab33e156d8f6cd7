const {EventEmitter, once} = require('events');
const e = new EventEmitter();
e.on('x', (...a) => console.log('on', a)).prependListener('x', () => console.log('first')).once('x', () => console.log('once'));
console.log(e.emit('x', 1, 2), e.emit('x'), e.emit('y'), e.listenerCount('x'), EventEmitter.defaultMaxListeners);
once(e, 'later').then((v) => console.log(v));
e.emit('later', 'value');

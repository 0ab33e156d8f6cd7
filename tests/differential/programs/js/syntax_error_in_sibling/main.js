console.log('before');
try { require('./bad'); } catch (e) { console.log(e.name, e.message, e.stack.split('\n')[0]); }
require('./bad');

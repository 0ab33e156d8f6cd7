const {Readable} = require('stream');
new Readable({read() { this.destroy(new Error('cannot read')); }}).resume();

require('fs').closeSync(2);
console.log('still printed');

console.log(require('fs') === require('node:fs'), require('./fs').word, require('util/').word);
console.log(require('module').builtinModules.length > 50, require('module').isBuiltin('fs'));

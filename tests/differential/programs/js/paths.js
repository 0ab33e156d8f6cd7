const path = require('path');
console.log(path.resolve('x'), path.relative('/a/b', '/a/c/d'), path.parse('/x/y.tar.gz'), path.sep);
console.log(path.join(__dirname, '..', 'etc'), path.basename(__filename, '.js'), path.posix === path);

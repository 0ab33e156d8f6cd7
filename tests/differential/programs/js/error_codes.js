try { Buffer.alloc('x'); } catch (e) { console.log(e.code, e.name, e.message); }
try { require('fs').openSync('/nowhere/x'); } catch (e) { console.log(e.errno, e.code, e.message); }
require('assert').deepStrictEqual({a: 1, b: [1, 2]}, {a: 1, b: [1, 3]});

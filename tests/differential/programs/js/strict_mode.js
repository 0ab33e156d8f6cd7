'use strict';
console.log(this === module.exports, (function () { return this; })());
try { undeclared = 1; } catch (e) { console.log(e.name, e.message); }
try { Object.freeze([1]).push(2); } catch (e) { console.log(e.name, e.message); }

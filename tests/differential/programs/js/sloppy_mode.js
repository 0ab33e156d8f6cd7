undeclared = 1;
console.log(globalThis.undeclared, (function () { return this === globalThis; })(), 010, delete globalThis.undeclared);

console.log(eval('1 + 1'), new Function('a', 'return a * 2')(4), Function('return this')() === globalThis, (0, eval)('typeof module'));
console.log((function f(a, b = 1) { /* body */ }).toString(), Math.max.toString(), (() => {}).name, (class Q {}).name);

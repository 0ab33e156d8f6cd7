function* fib() { let [a, b] = [0, 1]; try { for (;;) { yield a; [a, b] = [b, a + b]; } } finally { console.log('closed'); } }
for (const x of fib()) { if (x > 20) break; console.log(x); }
const g = (function* () { const x = yield 1; console.log('sent', x); return 2; })();
console.log(g.next(), g.next('v'), g.next());

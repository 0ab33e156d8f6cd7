// Collections whose helpers run in V8's worker threads, compilations in them, and a natural end.
const v8 = require('v8');
v8.setFlagsFromString('--expose-gc');
const collect = require('vm').runInNewContext('gc');
let kept = new Map();
for (let round = 0; round < 4; round++) {
  for (let i = 0; i < 60000; i++) kept.set(`${round}:${i}`, { i, list: [i, i + 1] });
  collect();
  kept = new Map([...kept].filter(([, value]) => value.i % 3));
}
const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
console.log(kept.size, fibonacci(25));
collect({ type: 'minor' });

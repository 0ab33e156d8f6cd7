const data = require('fs').readFileSync(0, 'utf8').split(/\s+/).map(Number);
let at = 0;
const n = data[at++];
const sums = [0];
for (let i = 0; i < n; i++) sums.push(sums[i] + data[at++]);
const out = [];
for (let q = data[at++]; q > 0; q--) {
  const l = data[at++], r = data[at++];
  out.push(sums[r] - sums[l - 1]);
}
console.log(out.join('\n'));

// About a second of arithmetic and of objects that come and go.
let total = 0;
for (let i = 0; i < 120_000_000; i++) total = (total * 31 + i) % 1_000_003;
for (let i = 0; i < 75; i++) {
  const rows = [];
  for (let n = 0; n < 20_000; n++) rows.push({ number: n, name: String(n) });
  rows.sort((one, other) => (one.name < other.name ? -1 : 1));
  total += rows[i].name.length;
}
console.log(total);

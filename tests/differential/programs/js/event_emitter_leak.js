const e = new (require('events'))();
process.on('warning', (w) => console.log(w.name, w.message, w.count));
for (let i = 0; i < 11; i++) e.on('x', () => {});

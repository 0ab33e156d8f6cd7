import('./part.mjs').then((m) => {
  console.log(m, m.default());
  return import('./missing.mjs');
}).catch((e) => console.log(e.code, e.message));
console.log('first');

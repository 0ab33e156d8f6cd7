const later = (v, ms) => new Promise((r) => setTimeout(r, ms, v));
(async () => {
  console.log(await Promise.all([later(1, 9), 2, later(3, 3)]), await Promise.race([later('slow', 20), later('fast', 2)]));
  console.log(await Promise.allSettled([Promise.reject(new Error('no')), 1]).then((r) => r.map((e) => e.status)));
  console.log(await Promise.any([Promise.reject(1), later('any', 1)]));
  for await (const x of (async function* () { yield 1; yield later(2, 1); })()) console.log(x);
})();

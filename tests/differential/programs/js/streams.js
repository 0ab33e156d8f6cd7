const {pipeline, Readable, Writable} = require('stream');
const seen = [];
pipeline(Readable.from(['a', 'b', 'c']), async function* (source) {
  for await (const x of source) yield x + x;
}, new Writable({objectMode: true, write(x, _, done) { seen.push(String(x)); setImmediate(done); }}),
(error) => console.log(error, seen));

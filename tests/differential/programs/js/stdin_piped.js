const {Transform} = require('stream');
const upper = new Transform({transform(chunk, _, done) { done(null, chunk.toString().toUpperCase()); }});
process.stdin.pipe(upper).pipe(process.stdout);

// expect: output_limit
// why: no line end ever comes
const part = Buffer.alloc(1 << 20, 120);
const fs = require("fs");
for (let i = 0; i < 1024; ++i) fs.writeSync(1, part);
console.log("ESCAPED");

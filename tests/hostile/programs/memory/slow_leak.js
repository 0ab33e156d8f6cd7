// expect: memory_limit
// limits: {"memory_mb": 150}
// why: buffers outside of the engine's own heap limit
const kept = [];
for (let mb = 0; mb < 1500; ++mb) kept.push(Buffer.alloc(1 << 20, 1));
console.log("ESCAPED", kept.length, "MB");

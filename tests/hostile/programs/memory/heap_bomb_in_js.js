// expect: memory_limit, signalled
// limits: {"memory_mb": 150}
// why: a heap of objects ends by our limit or by Node's own
const kept = [];
for (let i = 0; i < 2e8; ++i) kept.push({ i });
console.log("ESCAPED", kept.length);

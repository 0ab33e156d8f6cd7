// expect: time_limit, memory_limit
// limits: {"cpu_ms": 500, "wall_ms": 5000}
// why: microtasks that starve the loop
const again = () => Promise.resolve().then(again);
again();

// expect: time_limit
// reason: cpu
// limits: {"cpu_ms": 500, "wall_ms": 5000}
// why: an event loop that never comes back
for (;;) Math.sqrt(Math.random());

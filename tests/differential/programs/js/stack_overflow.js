function deep(n) { return deep(n + 1) + 1; }
try { deep(0); } catch (e) { console.log(e instanceof RangeError, e.message); }
(function endless() { endless(); })();

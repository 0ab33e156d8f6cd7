let s = 'x'.repeat(1 << 20);
try { s.repeat(1 << 10); } catch (e) { console.log(e.name, e.message); }
try { new Array(-1); } catch (e) { console.log(e.name, e.message); }
try { Buffer.alloc(2 ** 40); } catch (e) { console.log(e.code, e.message); }
console.log(require('v8').getHeapStatistics().heap_size_limit > 1e7);

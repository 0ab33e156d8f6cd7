const zlib = require('zlib');
const data = Buffer.from('text é '.repeat(500));
for (const name of ['gzip', 'deflate', 'brotliCompress']) console.log(name, zlib[name + 'Sync'](data).length);
zlib.gunzip(zlib.gzipSync(data), (e, d) => console.log(e, d.equals(data)));
try { zlib.inflateSync('nonsense'); } catch (e) { console.log(e.code, e.message); }

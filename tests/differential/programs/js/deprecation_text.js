const {spawnSync} = require('child_process');
const r = spawnSync(process.execPath, ['-e', 'new Buffer(5); process.emitWarning("own")']);
console.log(r.stderr.toString().replace(/node:\d+/g, 'node:PID'));

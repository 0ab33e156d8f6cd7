const {spawnSync, execFile, fork} = require('child_process');
if (process.argv[2] !== 'x') {
  const r = spawnSync(process.execPath, ['-e', 'console.log(process.argv.length, process.execArgv); process.exit(4)']);
  console.log(r.status, r.stdout.toString(), r.signal);
  fork(__filename, ['x']).on('message', (m) => console.log('message', m)).on('exit', () => {
    execFile('sh', ['-c', 'echo out; echo err >&2; kill -9 $$'], (e, out, err) => console.log(e.signal, out, err));
  });
}
else process.send({hello: process.argv.length}, () => process.disconnect());

// What a child process of Node's inherits, and a Node of its own.
const { execFileSync, fork, spawn } = require('child_process');
if (process.argv[2] === 'child') {
  process.send([process.argv.length, process.connected]);
  process.disconnect();
} else {
  console.log(execFileSync('/bin/sh', ['-c', 'ls -l /proc/self/fd | wc -l; ulimit -n'],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  fork(__filename, ['child']).on('message', (m) => console.log('child says', m)).on('exit', (code) => {
    spawn('/bin/cat', { stdio: ['pipe', 'inherit', 'inherit'] }).on('exit', () => console.log(code)).stdin.end('through cat\n');
  });
}

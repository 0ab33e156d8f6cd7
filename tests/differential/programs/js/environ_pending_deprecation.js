process.on('exit', () => console.log(require('fs').readFileSync('/box/warnings.txt', 'utf8').replace(/node:\d+/g, 'node:PID')));
Buffer(3);
process.emitWarning('own');
setTimeout(() => {}, 20);

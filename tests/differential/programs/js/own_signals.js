// The threads that serve signals and timers are there.
process.on('SIGUSR2', () => console.log('usr2'));
process.on('SIGTERM', () => { console.log('term'); clearInterval(alive); });
const alive = setInterval(() => {}, 1000);
process.kill(process.pid, 'SIGUSR2');
setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);

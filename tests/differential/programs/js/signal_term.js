process.on('exit', () => console.log('never: no handler'));
process.kill(process.pid, 'SIGTERM');
setTimeout(() => {}, 1000);

process.on('SIGUSR2', (name, number) => { console.log(name, number); clearInterval(wait); });
process.once('SIGINT', () => { console.log('interrupted'); process.kill(process.pid, 'SIGUSR2'); });
const wait = setInterval(() => {}, 1000);
process.kill(process.pid, 'SIGINT');
console.log(process.kill(process.pid, 0), process.listenerCount('SIGINT'));

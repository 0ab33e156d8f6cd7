process.stdin.on('data', () => console.log('never'));
process.stdin.pause();
setTimeout(() => { console.log('ends though stdin is open'); process.stdin.destroy(); }, 5);

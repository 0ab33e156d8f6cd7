process.on('unhandledRejection', (reason) => console.log('unhandled:', reason.message));
process.on('rejectionHandled', () => console.log('handled late'));
const p = Promise.reject(new Error('late'));
setTimeout(() => p.catch(() => console.log('caught')), 5);

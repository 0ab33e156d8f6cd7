console.log('printed');
process.abort();

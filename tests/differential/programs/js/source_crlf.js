const t = `two
lines`;
console.log(JSON.stringify(t), new Error().stack.split('\n')[1]);

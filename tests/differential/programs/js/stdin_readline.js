const rl = require('readline').createInterface({input: process.stdin});
const lines = [];
rl.on('line', (line) => lines.push(line)).on('close', () => console.log(lines));

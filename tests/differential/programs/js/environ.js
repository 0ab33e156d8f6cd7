console.log(Object.keys(process.env).sort().map((k) => `${k}=${process.env[k]}`));
process.env.NEW = 1;
console.log(typeof process.env.NEW, 'NEW' in process.env, process.env.MISSING);
console.log(require('child_process').execSync('echo $NEW $COLOUR').toString());
delete process.env.NEW;
console.log(process.env.NEW);

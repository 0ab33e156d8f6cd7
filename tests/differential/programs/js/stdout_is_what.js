const fs = require('fs');
for (const fd of [0, 1, 2]) {
  const s = fs.fstatSync(fd);
  console.log(fd, s.isFIFO(), s.isSocket(), s.isFile(), s.isCharacterDevice());
}
console.log(process.stdin.constructor.name, process.stdout.constructor.name, process.stderr.constructor.name, process.stdout.columns);
fs.writeSync(1, 'by number\n');
fs.appendFileSync('/dev/stdout', 'by name\n');

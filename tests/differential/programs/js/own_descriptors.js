// Node's own descriptors are of the same kinds, at the same numbers, and nobody else's.
const fs = require('fs');
for (const number of fs.readdirSync('/proc/self/fd').map(Number).sort((a, b) => a - b)) {
  try {
    console.log(number, fs.readlinkSync(`/proc/self/fd/${number}`).replace(/\d+/, ''));
  } catch (error) {
    console.log(number, error.code); // what the directory was read by
  }
}
console.log(fs.openSync('/dev/zero'), fs.readFileSync('/proc/self/limits', 'utf8').match(/open files.*/)[0]);

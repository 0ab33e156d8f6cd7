const vm = require('vm');
const drawn = [Math.random(), vm.runInNewContext('Math.random()'), vm.runInNewContext('Math.random()')];
console.log(new Set(drawn).size, drawn.every((each) => each > 0 && each < 1));
console.log(new Set(Array.from({length: 10000}, Math.random)).size);
const {Worker} = require('worker_threads');
let left = 3;
for (let i = 0; i < 3; i++)
  new Worker('require("worker_threads").parentPort.postMessage(Math.random())', {eval: true}).on('message', (each) => {
    drawn.push(each);
    if (--left === 0) console.log(new Set(drawn).size);
  });

let n = 0;
const every = setInterval(() => { if (++n === 3) { clearInterval(every); console.log('three'); last(); } }, 2);
setTimeout(() => console.log('never'), 60000).unref();
const t = setTimeout(() => console.log('never'), 1);
clearTimeout(t);
console.log(t.hasRef(), typeof t[Symbol.toPrimitive](), setTimeout(() => {}, 1).constructor.name);
function last() { require('timers/promises').setTimeout(1, 'value').then(console.log); }

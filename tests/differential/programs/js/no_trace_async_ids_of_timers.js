console.log(setTimeout(() => {}, 0)[Symbol.toPrimitive](), +setTimeout(() => {}, 0), +setInterval(() => {}, 1e6).unref());
console.log(Object.entries(Object.getOwnPropertyDescriptors(setTimeout(() => {}, 7))).map(([name]) => name));
clearTimeout(4);
console.log(setImmediate(() => {}));

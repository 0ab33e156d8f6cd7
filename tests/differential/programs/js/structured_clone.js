const source = {date: new Date(0), map: new Map([[{}, new Set([1])]]), list: [1, , 3], text: new String('x'), big: 1n};
source.me = source;
console.log(structuredClone(source));
try { structuredClone(() => {}); } catch (e) { console.log(e.name, e.message); }

export default function f() { return import.meta.url; }
export let n = 1;
console.log('part runs', typeof module);

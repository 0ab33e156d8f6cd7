// expect: ok
// says: ^held$
// why: nothing in a runtime's own state tells of another job or an expected output
const keys = Object.keys(process.env).sort().join();
const known = "HOME,LANG,PATH";
console.log(keys === known && process.argv.length === 2 ? "held" : `ESCAPED ${keys}`);

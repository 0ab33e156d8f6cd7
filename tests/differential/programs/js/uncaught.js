function inner(x) {
  return x.missing.property;
}
class Thing {
  method() { return [1].map(() => inner({})); }
}
console.log('before');
new Thing().method();

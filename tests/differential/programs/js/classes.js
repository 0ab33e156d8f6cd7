class Base { static count = 0; #p = 1; static { this.count = 5; } get p() { return this.#p; } static has(o) { return #p in o; } }
class Derived extends Base { field = this.p + 1; toString() { return `Derived ${this.field}`; } }
console.log(`${new Derived()}`, Base.count, Base.has(new Derived()), Base.has({}), new Derived());
console.log(new Derived()?.missing?.deep ?? 'default', new WeakRef({}).deref() !== undefined);

const registry = new FinalizationRegistry(() => console.log('never before the end'));
registry.register({}, 1);
console.log(typeof gc, new WeakRef(registry).deref() === registry);

delete globalThis.setTimeout;
globalThis.Promise = null;
console.log(typeof setTimeout, Promise, (async () => 1)());
setImmediate(() => console.log('immediate'));

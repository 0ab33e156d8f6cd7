const crypto = require('crypto');
console.log(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()));
console.log(crypto.randomBytes(8).length, crypto.randomInt(5) < 5, Math.random() < 1, Math.random() !== Math.random());
crypto.randomFill(Buffer.alloc(4), (e, b) => console.log(e, b.length));

const {subtle} = require('crypto').webcrypto;
(async () => {
  console.log(Buffer.from(await subtle.digest('SHA-256', new TextEncoder().encode('x'))).toString('hex'));
  const {privateKey, publicKey} = await subtle.generateKey({name: 'ECDSA', namedCurve: 'P-256'}, true, ['sign', 'verify']);
  const how = {name: 'ECDSA', hash: 'SHA-256'}, data = new Uint8Array(3);
  console.log(await subtle.verify(how, publicKey, await subtle.sign(how, privateKey, data), data));
})();

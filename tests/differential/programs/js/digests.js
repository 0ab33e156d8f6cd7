const crypto = require('crypto');
for (const name of ['md5', 'sha1', 'sha256', 'sha512']) console.log(crypto.createHash(name).update('é').digest('hex'));
console.log(crypto.createHmac('sha256', 'k').update('x').digest('base64'), crypto.pbkdf2Sync('p', 's', 10, 16, 'sha1').toString('hex'));
console.log(crypto.scryptSync('p', 's', 8).toString('hex'), crypto.timingSafeEqual(Buffer.from('a'), Buffer.from('a')));
const c = crypto.createCipheriv('aes-128-cbc', Buffer.alloc(16, 1), Buffer.alloc(16, 2));
console.log(c.update('text', 'utf8', 'hex') + c.final('hex'), crypto.getHashes().length > 10);

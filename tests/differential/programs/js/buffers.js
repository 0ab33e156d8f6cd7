const b = Buffer.from('héllo wörld', 'utf8');
console.log(b, b.toString('hex'), b.toString('base64url'), b.slice(1, 3), Buffer.concat([b, Buffer.alloc(2)]).length);
console.log(b.readUInt32BE(0), Buffer.from([256, -1]), Buffer.byteLength('é'), b.indexOf('w'), Buffer.allocUnsafe(5).length, Buffer.poolSize);
console.log(new TextDecoder('utf-16le').decode(new Uint8Array([104, 0, 105, 0])), new TextDecoder().decode(new Uint8Array([255, 65])));
console.log(atob(btoa('text')), new Float64Array([0.5]).buffer.byteLength, Buffer.compare(Buffer.from('a'), Buffer.from('b')));

const one = Buffer.from('hello');
const text = String.fromCharCode(...new Uint8Array(one.buffer).filter((each) => each !== 0));
process.stdout.write(JSON.stringify([one.byteOffset, one.buffer.byteLength, Buffer.poolSize, text.match(/warm|gate|ki.n|preload/g)]) + '\n');
const two = Buffer.from('x');
console.log(two.byteOffset - one.byteOffset, two.buffer === one.buffer, Buffer.allocUnsafe(10).buffer === one.buffer);
console.log(Buffer.concat([one, two]).buffer === one.buffer, Buffer.from([1, 2]).byteOffset - two.byteOffset);

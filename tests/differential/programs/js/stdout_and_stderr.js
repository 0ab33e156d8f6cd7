for (let i = 0; i < 3; i++) {
  console.log('out', i);
  console.error('err', i);
}
process.stdout.write('no newline');
process.stderr.write('nor here');
console.log(process.stdout.writableHighWaterMark, process.stdout.fd, process.stdout._type, process.stderr._type);

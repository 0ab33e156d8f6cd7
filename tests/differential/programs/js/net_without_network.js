const net = require('net');
net.connect(9, '127.0.0.1').on('error', (e) => {
  console.log(e.code, e.syscall, e.message);
  fetch('http://127.0.0.1:9/').catch((f) => console.log(f.name, f.message, f.cause.code));
});
console.log(net.isIP('::1'), new net.BlockList().rules);

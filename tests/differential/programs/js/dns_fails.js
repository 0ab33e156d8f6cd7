const dns = require('dns');
dns.lookup('example.invalid', (e) => {
  console.log(e.code, e.syscall, e.hostname);
  dns.promises.lookup('127.0.0.1').then(console.log);
});
console.log(dns.getDefaultResultOrder());

const os = require('os');
console.log(os.homedir(), os.tmpdir(), process.env.PATH, process.execPath);
require('child_process').exec('echo x', {shell: '/bin/sh'}, (e, out) => console.log(e, out));

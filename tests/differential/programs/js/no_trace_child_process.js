const {execFileSync} = require('child_process');
const code = 'console.log(process._preload_modules, process.execArgv, process.env, process.pid > 2, Object.keys(require("module")._cache))';
console.log(execFileSync(process.execPath, ['-e', code]).toString());
console.log(process.pid, process.ppid, require('child_process').spawn('/bin/true').pid);

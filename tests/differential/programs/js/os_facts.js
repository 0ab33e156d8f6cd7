const os = require('os');
console.log(os.EOL === '\n', os.platform(), os.arch(), os.endianness(), os.homedir(), os.tmpdir(), os.hostname());
console.log(os.userInfo().username, os.userInfo().uid, os.cpus().length > 0, os.type(), os.availableParallelism() > 0);
try { console.log(os.networkInterfaces()); } catch (e) { console.log(e.code); }
console.log(os.constants.signals.SIGKILL, os.getPriority());

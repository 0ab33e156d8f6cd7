const {spawn, execSync} = require('child_process');
spawn('no-such-program').on('error', (e) => console.log(e.code, e.path, e.message));
try { execSync('echo to stderr >&2; exit 3'); } catch (e) { console.log(e.status, e.stderr.toString(), e.message); }

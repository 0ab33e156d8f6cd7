const fs = require('fs');
fs.mkdirSync('folder/deep', {recursive: true});
fs.writeFileSync('folder/deep/é.txt', 'text\n');
fs.appendFileSync('folder/deep/é.txt', 'more\n');
console.log(fs.readdirSync('.').sort(), fs.readdirSync('folder/deep'), fs.statSync('folder').isDirectory());
console.log(fs.readFileSync('folder/deep/é.txt', 'utf8'), fs.existsSync('missing'), (fs.statSync('folder/deep/é.txt').mode).toString(8));
fs.promises.readFile('missing').catch((e) => console.log(e.code, e.syscall, e.message));
fs.rmSync('folder', {recursive: true});
console.log(fs.readdirSync('.').sort(), process.umask().toString(8));

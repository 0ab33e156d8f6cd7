console.log(process.title, process.version, process.platform, process.arch, process.cwd(), process.stdout.isTTY);
console.log(process.getuid(), process.getgid(), process.getgroups(), process.geteuid(), process.ppid);
console.log(Object.keys(process.memoryUsage()), process.memoryUsage().rss > 1e6, process.uptime() < 60);
console.log(typeof process.hrtime.bigint(), process.hrtime().length, process.allowedNodeEnvironmentFlags.size > 100);
console.log(process.debugPort, process.report.directory, process.connected, process.channel, process.noDeprecation);
console.log(process.eventNames(), process.listenerCount('exit'), process.getActiveResourcesInfo());
process.title = 'renamed';
console.log(process.title, require('fs').readFileSync('/proc/self/comm', 'utf8'));

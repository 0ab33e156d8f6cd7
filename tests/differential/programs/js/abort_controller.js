const control = new AbortController();
control.signal.addEventListener('abort', (e) => console.log(e.type, control.signal.reason.name));
require('timers/promises').setTimeout(1000, null, {signal: control.signal}).catch((e) => console.log(e.name, e.code));
setTimeout(() => control.abort(), 2);
AbortSignal.timeout(5).addEventListener('abort', (e) => console.log(e.target.reason.message));
setTimeout(() => {}, 30);

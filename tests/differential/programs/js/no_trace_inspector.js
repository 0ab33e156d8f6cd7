const inspector = require('inspector');
console.log(inspector.url(), process.debugPort);
const session = new inspector.Session();
const urls = [], contexts = [];
session.on('Debugger.scriptParsed', ({params}) => urls.push(params.url));
session.on('Runtime.executionContextCreated', ({params}) => contexts.push(params.context));
session.connect();
session.post('Runtime.enable');
session.post('Debugger.enable');
console.log(urls.filter((each) => !each.startsWith('node:')), contexts.map(({id, name, origin}) => [id, name.replace(/\d+/, 'N'), origin]));
session.post('Runtime.evaluate', {expression: '[process.pid, typeof require, typeof module]', returnByValue: true},
  (error, {result}) => console.log(error, result.value));
session.post('Debugger.disable');
session.disconnect();

const vm = require('vm');
const box = vm.createContext({x: 2, console});
console.log(vm.runInContext('x += 40; var y = "made"; x', box), box.y, vm.runInThisContext('typeof require'));
try { vm.runInNewContext('throw new Error("in vm")', {}, 'own-name.js'); } catch (e) { console.log(e.stack.split('\n').slice(0, 5), e instanceof Error); }
try { new vm.Script('a b', {filename: 'bad.js'}); } catch (e) { console.log(e.stack.split('\n').slice(0, 5)); }

//# sourceMappingURL=nowhere.js.map
console.log(process.execArgv, require('module').findSourceMap(__filename), new Error().stack.split('\n')[1]);

console.log(process.argv, process.argv0, process.execPath, process.execArgv);
console.log(process.argv.length, require('util').parseArgs({strict: false}).values);

console.log('bom', require('fs').readFileSync(__filename)[0], new Error().stack.split('\n')[1]);

console.log(require('inside'), module.paths[0], require('module').globalPaths[0]);

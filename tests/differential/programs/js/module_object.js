console.log(require.main === module, module.id, module.filename, module.loaded, module.children);
console.log(module.paths, module.path, module.parent, module.exports === exports, this === exports);
console.log(__filename, __dirname, process.cwd(), arguments.length, typeof arguments[1]);
console.log(Object.keys(module).sort(), Object.keys(require).sort(), require.extensions['.js'].length);

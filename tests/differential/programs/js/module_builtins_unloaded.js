console.log(Object.keys(require.cache), process.moduleLoadList.includes('NativeModule fs'));
console.log(process.moduleLoadList.filter((m) => /kiln|gate/i.test(m)));
console.log(process.binding.name, process.features, process.release.name, process.config.variables.node_shared);

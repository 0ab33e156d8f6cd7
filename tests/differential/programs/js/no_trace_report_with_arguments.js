const {header, sharedObjects, workers, libuv, javascriptStack, environmentVariables, userLimits, javascriptHeap} = process.report.getReport();
console.log(header.commandLine, header.processId, header.threadId, header.cwd, header.event, header.trigger, header.filename);
console.log(sharedObjects, workers, javascriptStack.stack, environmentVariables);
console.log(libuv.map(({type, is_active, is_referenced}) => [type, is_active, is_referenced]), userLimits);
console.log(javascriptHeap.nativeContextCount, javascriptHeap.detachedContextCount, Object.keys(process.report));
console.log(process.report.directory, process.report.filename, process.report.signal, process.report.reportOnSignal);

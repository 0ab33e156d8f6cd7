Error.stackTraceLimit = Infinity;
console.log(new Error('whole').stack);
Error.prepareStackTrace = (error, sites) => sites.map((site) => `${site.getFileName()} ${site.getFunctionName()} ${site.getTypeName()}`);
console.log(new Error('sites').stack);
setTimeout(() => console.log(new Error('later').stack), 1);

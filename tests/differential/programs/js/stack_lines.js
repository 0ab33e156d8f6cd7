function a() { return new Error('where'); }
const b = () => a();
console.log(b().stack);
console.log(eval('new Error("in eval")').stack.split('\n').slice(0, 3));
Error.prepareStackTrace = (_, frames) => frames.map((f) => [f.getFileName(), f.getLineNumber(), f.getColumnNumber(), f.getFunctionName()]);
console.log(b().stack);

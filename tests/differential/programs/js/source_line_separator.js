// a comment ended by U+2028 console.log('on a line of its own');
console.log('é中😀', '😀'.length, String.raw`\n`, /* comment */ 1);

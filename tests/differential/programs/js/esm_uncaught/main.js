import {readFile} from 'fs/promises';
console.log('before');
await readFile('/nowhere');

import fs, {readFileSync} from 'node:fs';
import {word} from './helper.mjs';
import {createRequire} from 'module';
console.log(word, import.meta.url, typeof require, typeof __filename, this, fs.readFileSync === readFileSync);
const value = await new Promise((resolve) => setTimeout(resolve, 5, 'top-level await'));
console.log(value, createRequire(import.meta.url)('./old.cjs'));

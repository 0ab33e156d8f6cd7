#!/usr/bin/env node
console.log('line', new Error().stack.split('\n')[1].trim());

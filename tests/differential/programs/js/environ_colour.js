console.log({a: 1, b: 'x'}, process.stdout.hasColors ? 'tty' : 'no tty');

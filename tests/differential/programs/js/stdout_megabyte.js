process.stdout.write(('y'.repeat(63) + '\n').repeat(1 << 14));

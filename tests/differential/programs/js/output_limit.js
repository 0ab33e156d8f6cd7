for (;;) console.log('x'.repeat(63));

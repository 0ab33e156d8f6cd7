process.exit(256 * 3 + 7);

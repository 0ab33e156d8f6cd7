if (require.main === module) {
  console.log('a return at the top is fine in commonjs');
  return;
}

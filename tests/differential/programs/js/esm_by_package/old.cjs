module.exports = 'from commonjs';

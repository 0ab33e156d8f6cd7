exports = module.exports = (n) => 2 * n;
exports.parent = module.parent && module.parent.filename;

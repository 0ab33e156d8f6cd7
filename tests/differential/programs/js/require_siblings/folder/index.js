module.exports = ['index of folder', __dirname, require.main === module];

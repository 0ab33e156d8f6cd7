exports.seen = require('./a').done;

exports.word = 'my own fs';

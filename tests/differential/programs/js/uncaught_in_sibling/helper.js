'use strict';

exports.go = () => { undefinedName = 1; };

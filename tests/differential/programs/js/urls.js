const u = new URL('../x?q=é&q=2#h', 'https://user:pw@example.com:8080/a/b/c');
console.log(u.href, u.searchParams.getAll('q'), u.origin, require('url').pathToFileURL('/a b').href);
try { new URL('nonsense'); } catch (e) { console.log(e.code, e.message, e.input); }
console.log(require('querystring').parse('a=1&a=2&b=%20'), encodeURIComponent('é&='));

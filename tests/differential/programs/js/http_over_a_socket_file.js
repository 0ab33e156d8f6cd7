const http = require('http');
const server = http.createServer((request, response) => {
  response.setHeader('X-Word', 'é'.length);
  response.end(`${request.method} ${request.url}`);
}).listen('/tmp/socket', () => {
  http.get({socketPath: '/tmp/socket', path: '/a?b=1'}, async (response) => {
    let text = '';
    for await (const chunk of response) text += chunk;
    console.log(response.statusCode, response.headers['x-word'], text);
    server.close(() => console.log('closed'));
  });
});

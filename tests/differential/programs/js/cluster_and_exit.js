const cluster = require('cluster');
if (cluster.isPrimary) {
  cluster.fork({N: 1}).on('exit', (code) => console.log('worker ended', code));
} else {
  console.log('worker', process.env.N, cluster.worker.id);
  process.exit(2);
}

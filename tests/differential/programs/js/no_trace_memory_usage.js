const {rss, heapTotal, heapUsed, external, arrayBuffers} = process.memoryUsage();
const within = (value, least, most) => value >= least && value <= most ? 'plausible' : value;
console.log(within(rss, 15e6, 90e6), within(heapTotal, 4e6, 9e6), within(heapUsed, 2.5e6, 7e6), within(external, 1e6, 4e6), within(arrayBuffers, 1e4, 1e5));

// expect: ok
// says: ^held
// limits: {"wall_ms": 8000}
// why: no name is resolved, by any way Node knows
const dns = require("dns");
const resolver = new dns.Resolver({ timeout: 300, tries: 1 });
const tries = ["8.8.8.8", "1.1.1.1", "127.0.0.1"].map((server) => new Promise((done) => {
    const one = new dns.Resolver({ timeout: 300, tries: 1 });
    one.setServers([server]);
    one.resolve4("example.com", (error) => done(error ? null : server));
}));
tries.push(new Promise((done) => dns.lookup("example.com", (error) => done(error ? null : "lookup"))));
Promise.all(tries).then((answers) => {
    const got = answers.filter(Boolean);
    console.log(got.length ? `ESCAPED ${got}` : "held");
    process.exit(0);
});

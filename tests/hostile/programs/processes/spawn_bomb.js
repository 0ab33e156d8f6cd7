// expect: process_limit
// says: EAGAIN
// limits: {"wall_ms": 8000}
// why: a flood of child processes from Node
const { spawn } = require("child_process");
let failed = false;
for (let made = 0; made < 400 && !failed; ++made) {
    const child = spawn("/bin/sleep", ["100"], { stdio: "ignore" });
    child.on("error", (error) => {
        console.log(error.code);
        process.exit(1);
    });
    failed = child.pid === undefined;
}
if (!failed) console.log("ESCAPED 400 processes");

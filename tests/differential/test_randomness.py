"""What is drawn at random differs in every run, also of programs that come from one gate."""

import unittest

from differential.engines import Engine
from differential.program import Program
from support import baseline

RUNS = 20

# Each prints lines NAME VALUE. What Python makes of its hash seed is not here: see README.md.
PYTHON = b"""
import email.utils, multiprocessing, os, random, secrets, sqlite3, ssl, tempfile, uuid

print("random", random.random())
print("generator", random.Random().random())
print("system", random.SystemRandom().random())
print("secrets", secrets.token_hex(8))
print("urandom", os.urandom(8).hex())
print("getrandom", os.getrandom(8).hex())
print("uuid1", uuid.uuid1())
print("uuid4", uuid.uuid4())
print("tempfile", os.path.basename(tempfile.mkdtemp()))
print("tempfile-2", os.path.basename(tempfile.NamedTemporaryFile().name))
print("sqlite", sqlite3.connect(":memory:").execute("select random()").fetchone()[0])
print("openssl", ssl.RAND_bytes(8).hex())
print("authkey", multiprocessing.current_process().authkey.hex())
print("message-id", email.utils.make_msgid(domain="x").split(".")[2])
print("sample", "-".join(map(str, random.sample(range(1000), 9))), flush=True)
if os.fork() == 0:
    print("child", random.random(), flush=True)
    os._exit(0)
os.wait()
"""

JS = b"""
const crypto = require('crypto');
console.log('math', Math.random());
console.log('bytes', crypto.randomBytes(8).toString('hex'));
console.log('uuid', crypto.randomUUID());
console.log('int', crypto.randomInt(2 ** 47));
console.log('web', crypto.webcrypto.getRandomValues(new Uint32Array(3)).join('-'));
console.log('folder', require('fs').mkdtempSync('x'));
console.log('context', require('vm').runInNewContext('Math.random()'));
console.log('key', crypto.generateKeyPairSync('ed25519').publicKey.export({format: 'jwk'}).x);
console.log('child', require('child_process').execFileSync(process.execPath, ['-p', 'Math.random()']).toString().trim());
new (require('worker_threads').Worker)('console.log("worker", Math.random())', {eval: true});
"""


class Randomness(unittest.TestCase):
    least_warm = 0  # of the runs of each language

    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(baseline.assert_returned, baseline.picture())
        cls.engine = Engine("all")
        cls.addClassCleanup(cls.engine.close)

    def assert_all_different(self, language, source, names):
        program = Program(language, "random", source, ("ok",), {})
        replies = self.engine.ask_all([program] * RUNS)
        drawn = {}
        for reply in replies:
            self.assertEqual("ok", reply["result"]["verdict"], reply)
            for line in reply["output"].splitlines():
                name, _, value = line.partition(" ")
                drawn.setdefault(name, []).append(value)
        self.assertEqual(names, len(drawn), drawn.keys())
        for name, values in drawn.items():
            with self.subTest(name):
                self.assertEqual(RUNS, len(set(values)), sorted(values))
        warm = sum(reply["result"].get("warm") is True for reply in replies)
        self.assertGreaterEqual(warm, self.least_warm)

    def test_python_programs_draw_different_values(self):
        self.assert_all_different("python", PYTHON, 16)

    def test_node_programs_draw_different_values(self):
        self.assert_all_different("js", JS, 10)


if __name__ == "__main__":
    unittest.main()

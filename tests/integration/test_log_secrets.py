"""Nothing of a user's and no password is in the log, at any level, whatever becomes of a job.

Everything that a client or an operator has for himself holds the word "canary" here.
"""

import base64
import json
import os
import signal
import tempfile
import time
import unittest

from support import processes
from support.case import COMPILER, PROBLEMS, ServerCase, encoded, text_file
from support.clock import eventually, slow, slow_ms
from support.kiln import Kiln

LEVELS = ("trace", "debug", "info", "warn", "error")

WORD = "canary"

# Said of a preamble that cannot be precompiled.
NOT_LEARNT = "is not learnt"

# Refused to Kiln by the server, so that it hears of the subject in an error.
DENIED = "_INBOX.canary_denied"

INPUTS = {"stdin": "canary_stdin\n", "args": ["canary_argument"], "env": {"canary_NAME": "canary_v"},
          "files": [text_file("canary_folder/canary_name", "canary_content")]}

# Verdict -> a program for each way to get it, as language and code. What it says, or dies of, is a
# canary, and its source holds one.
ENDS = {
    "ok": [("python", "import sys, os\n# canary_source\nprint(sys.stdin.read(), sys.argv, os.environ)"),
           ("js", "console.log('canary_output', process.argv); // canary_source"),
           ("cpp", "#include <iostream>\nint main(int, char** a) { std::cout << a[1]; } // canary"),
           ("go", "package main\nfunc main() { println(\"canary_output\") }")],
    "runtime_error": [("python", "raise RuntimeError('canary_exception')"),
                      ("js", "console.error('canary_output'); process.exit(3)")],
    "signalled": [("python", "import os\nprint('canary_output', flush=True)\nos.abort()")],
    "compile_error": [("cpp", "int main() { return canary_identifier; }"),
                      ("c", "#include \"canary_header.h\"\nint main() {}"),
                      ("go", "package main\nfunc main() { canary_call() }")],
    "time_limit": [("python", "print('canary_output', flush=True)\nwhile True: pass")],
    "memory_limit": [("python", "x = ['canary_text']\nwhile True: x.append(bytearray(1 << 20))")],
    "output_limit": [("python", "import os\nwhile True: os.write(1, b'canary_output' * 1000)")],
    "process_limit": [("python", "import os\nwhile True: os.fork()  # canary_source")],
}

# Requests that are refused, each for another reason.
REFUSED = [
    b"canary, no JSON", b'{"canary": ["', b'["canary"]',
    {"language": "canary_language", "code": encoded("x")},
    {"language": "python", "code": "*canary_no_base64*"},
    {"language": "python", "code": encoded("canary " * 2000)},
    {"language": "python", "code": encoded("x = 'canary_forbidden'")},
    {"language": "python", "code": encoded("x"), "version": "canary_version"},
    {"language": "python", "code": encoded("x"), "id": "canary, no id"},
    {"language": "python", "code": encoded("x"), "encoding": "canary"},
    {"language": "python", "code": encoded("x"), "env": {"canary-name": "canary"}},
    {"language": "python", "code": encoded("x"), "args": ["canary\0argument"]},
    {"language": "python", "code": encoded("x"), "files": [text_file("../canary", "canary")]},
    {"language": "python", "code": encoded("x"), "files": [text_file("canary/" * 140, "canary")]},
    {"language": "python", "code": encoded("x"), "limits": {"wall_ms": "canary"}},
    {"language": "python", "code": encoded("x"),
     "files": [text_file(f"{n}/canary/" + "a/" * 490 + "f", "") for n in range(64)]},
]


class LogSecrets(ServerCase):
    login = ("canary_client", "canary_password")
    server_config = f"""authorization {{ users: [
        {{ user: canary_client, password: canary_password }},
        {{ user: canary_user, password: canary_secret,
           permissions: {{ publish: {{ deny: "{DENIED}.>" }} }} }} ] }}"""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = tempfile.NamedTemporaryFile("w", prefix="test-of-kiln-policy-")
        cls.addClassCleanup(cls.policy.close)
        cls.policy.write('common canary "what is forbidden" canary_forbidden\n')
        cls.policy.flush()
        os.chmod(cls.policy.name, 0o644)

    def url(self, password):
        return self.server.url.replace("//", f"//canary_user:{password}@")

    def start(self, level, environment):
        return self.engine(
            wait_ready=level in ("trace", "debug", "info"), NATSURL=self.url("canary_secret"),
            KILN_LOG_LEVEL=level, ENVIRONMENT=environment, MAX_WORKERS=1, KILN_WARM="python,js",
            KILN_POLICY_FILE=self.policy.name, MAX_REQUESTS_PER_MIN=1)

    def ask(self, client, body, headers=None, subject=COMPILER):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.checked(client.request(subject, data, headers))

    def run_all_ends(self, client):
        limits = {"cpu_ms": slow_ms(400), "wall_ms": slow_ms(5000), "memory_mb": 96,
                  "output_kb": 64, "processes": 24}
        for verdict, programs in ENDS.items():
            for language, code in programs:
                body = {"language": language, "code": encoded(code), "limits": limits, **INPUTS}
                self.assertEqual(verdict, self.verdict(self.ask(client, body)), code)
                self.assertIn(WORD, code)

    def run_all_refusals(self, client):
        for body in REFUSED:
            self.assertEqual("rejected", self.verdict(self.ask(client, body)), body)
        fine = {"language": "python", "code": encoded("x")}
        refused = self.ask(client, fine, {"Kiln-Deadline-Ms": "canary_deadline"})
        self.assertEqual("rejected", self.verdict(refused), refused)
        limited = [self.verdict(self.ask(client, fine, {"X-Client-IP": "canary_address"}))
                   for _ in range(3)]
        self.assertIn("rejected", limited)  # the last one is not where a minute begins before it

    def learn_in_vain(self, kiln, client, log_tells):
        """Preambles that do not compile, or not without a word: nobody waits for the attempt."""
        for text in ("#include <canary_header.h>\nint main() {}\n",
                     "#define canary_macro 1\n#define canary_macro 2\n#include <cstdio>\n"
                     "int main() {}\n"):
            told = kiln.log_text().count(NOT_LEARNT)
            for number in range(1, 8):
                code = encoded(f"{text}// {number}\n")
                self.ask(client, {"language": "cpp", "code": code})
                # It gives way to jobs, and is tried again when it is seen after a pause.
                time.sleep(slow(number))
                if kiln.log_text().count(NOT_LEARNT) > told or number == 2 and not log_tells:
                    break
            else:
                self.fail("it was never tried")

    def reply_to_strange_places(self, client):
        body = json.dumps({"language": "python", "code": encoded("print('canary')")}).encode()
        for place in (f"{DENIED}.reply", f'{DENIED}.a"b', "_INBOX.canary_nobody"):
            client.publish(PROBLEMS, body, place)
        client.flush()
        self.ask(client, {"language": "python", "code": encoded("1")})

    def break_a_container(self, kiln, client):
        code = encoded("import time\nprint('canary_output', flush=True)\ntime.sleep(9)")
        pending = client.send_request(COMPILER, json.dumps(
            {"language": "python", "code": code, "id": "job-of-ours", **INPUTS}).encode())
        time.sleep(slow(3))
        for pid, _ in kiln.family():
            numbers = processes.text_of(pid, "status").partition("NSpid:")[2].partition("\n")[0]
            if numbers.split()[1:] == ["1"]:
                os.kill(pid, signal.SIGKILL)
        self.checked(pending.wait(), "internal_error")

    def restart_nats(self, client):
        code = encoded("import time\ntime.sleep(1)\nprint('canary_output')")
        pending = client.send_request(
            PROBLEMS, json.dumps({"language": "python", "code": code}).encode())
        time.sleep(slow(0.3))
        self.server.kill()
        time.sleep(slow(1.0))
        self.server.start()
        client.reconnect()
        self.assert_ok(self.checked(pending.wait(12)), "canary_output\n")

    def assert_no_canary(self, log):
        forms = {WORD, base64.b64encode(WORD.encode()).decode(), WORD.encode().hex()}
        forms |= {encoded(code)[:24] for programs in ENDS.values() for _, code in programs}
        for line in log.splitlines():
            for form in forms:
                self.assertNotIn(form.lower(), line.lower())

    def await_answers(self, client):
        """Ready, also where the level lets no line say so."""
        def answers():
            try:
                return self.ask(client, {"language": "python", "code": encoded("1")})
            except Exception:
                return None
        eventually(answers, 30, "Kiln answers")

    def go_through_all(self, kiln, level):
        client = self.connection()
        self.await_answers(client)
        self.run_all_ends(client)
        self.run_all_refusals(client)
        self.learn_in_vain(kiln, client, log_tells=level in ("trace", "debug"))
        self.reply_to_strange_places(client)
        self.break_a_container(kiln, client)
        self.restart_nats(client)

    def test_no_level_tells_anything_of_any_job(self):
        for number, level in enumerate(LEVELS):
            with self.subTest(level):
                kiln = self.start(level, "production" if number % 2 else "development")
                try:
                    self.go_through_all(kiln, level)
                finally:
                    status = kiln.stop()  # the next one's requests are not for this one
                self.assertEqual(0, status)
                log = kiln.log_text()
                self.assert_no_canary(log)
                # What the lines are that had something to hide.
                self.assertIn("job-of-ours", log)
                if level != "error":
                    self.assertIn("Permissions Violation", log)

    def test_no_password_is_told_where_nats_refuses_it_or_is_not_there(self):
        for level in LEVELS:
            for url in (self.url("canary_wrong"), "nats://canary_user:canary,x@127.0.0.1:9"):
                with self.subTest(level, url=url):
                    kiln = self.engine(wait_ready=False, NATSURL=url, KILN_LOG_LEVEL=level,
                                       MAX_WORKERS=1)
                    time.sleep(slow(2.5))
                    self.assertEqual(0, kiln.stop())
                    self.assert_no_canary(kiln.log_text())

    def test_no_password_is_told_where_the_settings_are_wrong(self):
        for url in ("http://canary_user:canary@host", "nats://canary user@", "canary:canary@/x"):
            with self.subTest(url):
                kiln = Kiln(url)
                self.addCleanup(kiln.finish)
                kiln.start(wait_ready=False)
                self.assertEqual(1, kiln.wait())
                self.assertIn("NATSURL", kiln.log_text())
                self.assert_no_canary(kiln.log_text())


if __name__ == "__main__":
    unittest.main()

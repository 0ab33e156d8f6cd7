"""The optional policy of refused patterns, with the reply texts of old."""

import os
import tempfile
import unittest

from support.case import COMPILER, PROBLEMS, EngineCase, ServerCase
from support.kiln import command

POLICY = r"""# a policy of the tests' own
common  destruction  "removing everything"   \brm\s+-rf\s+/
python  processes    "starting a program"    \bsubprocess\.\w+\(
cpp     processes    "starting a program"    \bsystem\s*\(
"""


def policy_file(case, text):
    file = tempfile.NamedTemporaryFile("w", prefix="test-of-kiln-policy-")
    file.write(text)
    file.flush()
    os.chmod(file.name, 0o644)
    case(file.close)
    return file.name


class Policy(EngineCase):
    @classmethod
    def setUpClass(cls):
        path = policy_file(cls.addClassCleanup, POLICY)
        cls.settings = {"MAX_WORKERS": 1, "KILN_POLICY_FILE": path}
        super().setUpClass()

    def assert_refused(self, text, code, language="python", subject=COMPILER):
        reply = self.ask(code, language, subject)
        self.assertEqual((text, text, "", False), (reply["status_message"], reply["error"],
                                                   reply["output"], reply["success"]))

    def test_a_common_pattern_is_refused_in_every_language(self):
        text = "Prohibited operation detected: destruction: removing everything"
        for language in ("python", "js", "cobol"):
            self.assert_refused(text, "x = 'rm  -rf /'", language)

    def test_a_pattern_of_a_language_is_refused_in_that_language_on_both_subjects(self):
        for subject in (COMPILER, PROBLEMS):
            self.assert_refused("Prohibited python operation detected: processes: "
                                "starting a program", "subprocess.run(['ls'])", subject=subject)
        self.assert_refused("Prohibited cpp operation detected: processes: starting a program",
                            'int main() { system ("ls"); }', "c++")

    def test_what_matches_nothing_runs(self):
        self.assert_ok(self.ask("print('system(')"), "system(\n")

    def test_length_is_looked_at_first(self):
        self.assertIn("Code length exceeds", self.ask("# rm -rf /" + "#" * 10_000)["error"])


class NoPolicy(EngineCase):
    settings = {"MAX_WORKERS": 1}

    def test_without_a_policy_nothing_is_refused(self):
        self.assert_ok(self.ask("print('rm -rf /', 'subprocess.run(')"),
                       "rm -rf / subprocess.run(\n")


class BrokenPolicy(ServerCase):
    def test_a_policy_that_cannot_be_read_keeps_the_engine_from_starting(self):
        broken = policy_file(self.addCleanup, 'common a "b" (unclosed\n')
        for path in ("/no/such/policy", broken):
            with self.subTest(path):
                done = command("serve", settings={"NATSURL": self.server.url, "PORT": 0,
                                                  "KILN_POLICY_FILE": path}, timeout=20)
                self.assertEqual(1, done.returncode)
                self.assertIn(path.encode(), done.stderr)


if __name__ == "__main__":
    unittest.main()

"""Each rule of check_structure.py finds what it is there to find."""

import os
import tempfile
import unittest

from structure import check_structure


class Rules(unittest.TestCase):
    def violations(self, rule, files):
        with tempfile.TemporaryDirectory(prefix="test-of-kiln-structure-") as root:
            for name, text in files.items():
                path = os.path.join(root, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w") as file:
                    file.write(text)
            return list(check_structure.RULES[rule](root))

    def assert_found(self, rule, name, text):
        found = self.violations(rule, {name: text})
        self.assertEqual(1, len(found), found)
        self.assertIn(name if rule != "readmes" else os.path.dirname(name), found[0])

    def assert_fine(self, rule, name, text):
        self.assertEqual([], self.violations(rule, {name: text}))

    def test_a_foreign_header_in_the_wrong_folder_is_found(self):
        for header in ("nats.h", "nats/nats.h", "simdjson.h", "sys/mount.h", "seccomp.h",
                       "boost/asio.hpp", "spdlog/spdlog.h"):
            with self.subTest(header):
                self.assert_found("includes", "engine/x.cpp", f"#include <{header}>\n")
        self.assert_fine("includes", "messaging/nats/x.cpp", "#include <nats/nats.h>\n")
        self.assert_fine("includes", "pool/x.cpp", "#  include <sys/mount.h>\n")

    def test_an_arrow_against_the_layers_is_found(self):
        self.assert_found("includes", "pool/x.h", '#include "engine/job.h"\n')
        self.assert_found("includes", "pool/base/x.h", '#include "pool/step.h"\n')
        self.assert_found("includes", "engine/x.h", '#include "messaging/reply.h"\n')
        self.assert_found("includes", "worker-image/agent/x.cpp", '#include "pool/step.h"\n')
        self.assert_fine("includes", "worker-image/agent/x.cpp", '#include "pool/protocol/p.h"\n')
        self.assert_fine("includes", "cmd/kiln/x.cpp", '#include "messaging/reply.h"\n')

    def test_a_pool_that_knows_who_makes_its_containers_is_found(self):
        self.assert_found("includes", "pool/x.h", '#include "pool/namespaces/spawner.h"\n')
        self.assert_fine("includes", "pool/x.h", '#include "pool/container_maker.h"\n')
        self.assert_fine("includes", "pool/namespaces/x.h", '#include "pool/namespaces/y.h"\n')

    def test_a_second_wrapper_of_curl_is_found(self):
        one = {"messaging/curl.h": "#include <curl/curl.h>\n",
               "messaging/curl.cpp": "#include <curl/curl.h>\n"}
        self.assertEqual([], self.violations("includes", one))
        two = {**one, "pool/http.cpp": "#include <curl/curl.h>\n"}
        self.assertEqual(1, len(self.violations("includes", two)))

    def test_a_file_that_is_too_long_is_found(self):
        for name, lines in (("pool/x.h", 150), ("pool/x.cpp", 400), ("tests/pool/x.cpp", 500)):
            with self.subTest(name):
                self.assert_fine("sizes", name, "\n" * lines)
                self.assert_found("sizes", name, "\n" * (lines + 1))

    def test_a_folder_without_readme_and_a_long_readme_are_found(self):
        self.assert_found("readmes", "pool/base/x.cpp", "")
        short = {"pool/README.md": "\n" * 40, "pool/x.cpp": "", "tests/pool/x.cpp": "",
                 "tests/README.md": ""}
        self.assertEqual([], self.violations("readmes", short))
        self.assertEqual(1, len(self.violations("readmes", {"pool/README.md": "\n" * 41})))

    def test_a_capturing_lambda_in_a_co_await_expression_is_found(self):
        for text in ("co_await co_spawn(ex, [x] { return x; }, use);",
                     "auto y = co_await f([&](int a) { return a; });",
                     "BOOST_OUTCOME_CO_TRY(auto v, co_await f([this]() { g(); }));"):
            with self.subTest(text):
                self.assert_found("coroutines", "engine/x.cpp", text)
        for text in ("co_await f([](int a) { return a; });", "co_await f(); h([x] { g(x); });",
                     "co_await f(a[i], b[j]);", "// co_await f([x] { return x; });",
                     'co_await f("[x] { }");'):
            with self.subTest(text):
                self.assert_fine("coroutines", "engine/x.cpp", text)

    def test_a_braced_temporary_in_a_co_await_expression_is_found(self):
        for text in ("co_await run(StepSpec{a, 3});", "co_await run(pool::StepSpec{.a = 1});",
                     "co_await run(Agg{});", "x = co_await lease.run(std::move(a),\n Agg{b});"):
            with self.subTest(text):
                self.assert_found("coroutines", "engine/x.cpp", text)
        for text in ("StepSpec s{a}; co_await run(std::move(s));", "co_await run(std::string{});",
                     "if (co_await ready()) { use(Agg{1}); }"):
            with self.subTest(text):
                self.assert_fine("coroutines", "engine/x.cpp", text)

    def test_a_path_of_one_machine_is_found(self):
        for place in ("work/main/x", "home/anna/x", "root/project"):
            self.assert_found("paths", "pool/README.md", f"see /{place}\n")
        self.assert_fine("paths", "pool/README.md", "see /usr/bin and /run/kiln\n")

    def test_a_source_that_is_not_formatted_is_found(self):
        self.assert_found("format", "pool/x.cpp", "int  x;\n")
        self.assert_fine("format", "pool/x.cpp", "int x;\n")
        excepted = {"pool/.clang-format": "DisableFormat: true\n", "pool/x.cpp": "int  x;\n"}
        self.assertEqual([], self.violations("format", excepted))


if __name__ == "__main__":
    unittest.main()
